using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Several monitors of one target: the oldest has its way, and every process finds the same one.</summary>
internal static class SameTarget
{
    /// <summary>The oldest monitor of the same target, by creation time and then by uid.</summary>
    /// <param name="monitors">All monitors.</param>
    /// <param name="monitor">The monitor that asks.</param>
    /// <param name="counts">Which others count.</param>
    /// <returns>Null when none of them is older.</returns>
    public static V1Alpha1ModelMonitor? OlderThan(this IStore<V1Alpha1ModelMonitor> monitors, V1Alpha1ModelMonitor monitor, Func<V1Alpha1ModelMonitor, bool> counts)
    {
        var (first, age) = (monitor, AgeOf(monitor));
        foreach (var other in monitors.List(monitor.Metadata.Namespace!))
        {
            var target = other.Spec.TargetRef;
            if (other.Metadata.Uid == monitor.Metadata.Uid || !counts(other) || !Is(monitor.Spec.TargetRef, target.ApiVersion, target.Kind, target.Name)) continue;
            if (AgeOf(other).CompareTo(age) < 0) (first, age) = (other, AgeOf(other));
        }

        return ReferenceEquals(first, monitor) ? null : first;
    }

    /// <summary>
    /// Whether both mean one object. The version does not count: apps/v1 and apps/v1beta1 show the same. Whoever leaves it out means the
    /// usual one of the kind.
    /// </summary>
    public static bool Is(TargetReference target, string? apiVersion, string kind, string name) =>
        target.Name == name && target.Kind == kind && (string.IsNullOrEmpty(apiVersion) || GroupOf(target.ApiVersion) == GroupOf(apiVersion));

    private static string GroupOf(string apiVersion) => apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "";

    private static (DateTimeOffset, string) AgeOf(V1Alpha1ModelMonitor monitor) =>
        (monitor.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, monitor.Metadata.Uid ?? "");
}
