using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Sampling;

/// <summary>What a pod's conditions say.</summary>
internal static class PodConditions
{
    /// <summary>Whether it is there to stay: not on its way out, and not one that has ended and is only still listed.</summary>
    public static bool IsLiving(this V1Pod pod) => pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase is not ("Succeeded" or "Failed");

    /// <summary>Whether it is ready.</summary>
    public static bool IsReady(this V1Pod pod) => pod.Find("Ready") is { Status: "True" };

    /// <summary>A condition; null when it has none of the type.</summary>
    public static WorkloadCondition? Find(this V1Pod pod, string type)
    {
        foreach (var condition in pod.Status?.Conditions ?? [])
            if (condition.Type == type) return condition;
        return null;
    }
}
