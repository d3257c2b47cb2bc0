using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Who scales a target that several monitors name: the oldest of those that would, by creation time and then by uid. Every process
/// comes to the same answer, and it changes only when that monitor goes or steps back.
/// </summary>
/// <param name="monitors">All monitors.</param>
public sealed class Contest(IStore<V1Alpha1ModelMonitor> monitors)
{
    /// <summary>Finds the monitor that scales the target instead.</summary>
    /// <param name="monitor">The monitor that would scale it.</param>
    /// <returns>What stands in its way, or null.</returns>
    public Problem? WhyNot(V1Alpha1ModelMonitor monitor)
    {
        var (first, firstAge) = (monitor, AgeOf(monitor));
        foreach (var other in monitors.List(monitor.Metadata.Namespace!))
        {
            if (!WouldScale(other) || other.Metadata.Uid == monitor.Metadata.Uid || !IsSameTarget(other.Spec.TargetRef, monitor.Spec.TargetRef)) continue;
            if (AgeOf(other).CompareTo(firstAge) < 0) (first, firstAge) = (other, AgeOf(other));
        }

        if (ReferenceEquals(first, monitor)) return null;
        var target = monitor.Spec.TargetRef;
        return new(ConditionType.Contested, ConditionReason.OtherMonitor,
            $"the older monitor {first.Metadata.Name} scales {target.Kind} {target.Name}; delete one of the two, or leave spec.scaling out of one");
    }

    private static bool WouldScale(V1Alpha1ModelMonitor monitor) =>
        monitor is { Spec: { Scaling: not null, Mode: MonitorMode.Enforce }, Metadata.DeletionTimestamp: null };

    // The version does not count: apps/v1 and apps/v1beta1 show the same object.
    private static bool IsSameTarget(TargetReference a, TargetReference b) =>
        a.Name == b.Name && a.Kind == b.Kind && GroupOf(a.ApiVersion) == GroupOf(b.ApiVersion);

    private static string GroupOf(string apiVersion) => apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "";

    private static (DateTimeOffset, string) AgeOf(V1Alpha1ModelMonitor monitor) =>
        (monitor.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, monitor.Metadata.Uid ?? "");
}
