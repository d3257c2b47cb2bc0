using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Who else decides the replicas of a monitor's target: another controller's autoscaler, or an older monitor. Every process comes to the
/// same answer, and it changes only when the other goes or steps back.
/// </summary>
/// <param name="monitors">All monitors.</param>
/// <param name="autoscalersOf">Other controllers' autoscalers of a namespace.</param>
public sealed class Contest(IStore<V1Alpha1ModelMonitor> monitors, Func<string, IEnumerable<Autoscaler>> autoscalersOf)
{
    /// <summary>Finds what scales the target instead.</summary>
    /// <param name="monitor">The monitor that would scale it.</param>
    /// <returns>What stands in its way, or null.</returns>
    public Problem? WhyNot(V1Alpha1ModelMonitor monitor)
    {
        if (!WouldScale(monitor)) return null;
        var target = monitor.Spec.TargetRef;
        foreach (var other in autoscalersOf(monitor.Metadata.Namespace!))
        {
            if (!SameTarget.Is(target, other.TargetApiVersion, other.TargetKind, other.TargetName)) continue;
            return new(ConditionType.Contested, other.Reason,
                $"{other.Reason} {other.Name} scales {target.Kind} {target.Name}; delete it, or leave spec.scaling out of this monitor");
        }

        return monitors.OlderThan(monitor, WouldScale) is not { } older ? null : new(ConditionType.Contested, ConditionReason.OtherMonitor,
            $"the older monitor {older.Metadata.Name} scales {target.Kind} {target.Name}; delete one of the two, or leave spec.scaling out of one");
    }

    private static bool WouldScale(V1Alpha1ModelMonitor monitor) =>
        monitor is { Spec: { Scaling: not null, Mode: MonitorMode.Enforce }, Metadata.DeletionTimestamp: null };
}
