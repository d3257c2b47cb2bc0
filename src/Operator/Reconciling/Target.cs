using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>The guarded workload.</summary>
/// <param name="Resource">Its resource type.</param>
/// <param name="Key">Its key; the namespace is the monitor's.</param>
/// <param name="Scale">Its scale subresource.</param>
/// <param name="Selector">Selects its pods.</param>
/// <param name="IsLive">Whether the API server has just shown it; otherwise it is as the watch shows it, good for judging and not for acting.</param>
public sealed record Target(ResourceType Resource, ObjectKey Key, Scale Scale, PodSelector Selector, bool IsLive)
{
    /// <summary>Whether nothing of the object changed in between.</summary>
    /// <param name="other">The target as it was seen at another time.</param>
    public bool IsSameVersionAs(Target other) => Scale.Metadata.ResourceVersion == other.Scale.Metadata.ResourceVersion;
}
