using ModelMonitor.Cli.Printing;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Listing;

/// <summary>Reads a monitor's conditions. Pure.</summary>
internal static class ConditionView
{
    /// <summary>Reasons for which replicas are not moved because somebody wants it so.</summary>
    public static readonly IReadOnlySet<string> Wanted = new HashSet<string> { "NotConfigured", "Paused", "RecommendOnly", "ScaledToZero" };

    /// <summary>Finds a condition; null when there is none of that type.</summary>
    public static Condition? Of(V1Alpha1ModelMonitor monitor, string type) => monitor.Status?.Conditions?.FirstOrDefault(c => c.Type == type);

    /// <summary>Finds a condition that has this status.</summary>
    public static Condition? Of(V1Alpha1ModelMonitor monitor, string type, string status) => Of(monitor, type) is { } found && found.Status == status ? found : null;

    /// <summary>Whether the operator has looked at the spec as it is now.</summary>
    public static bool IsUpToDate(V1Alpha1ModelMonitor monitor) =>
        monitor.Status is { Conditions.Count: > 0 } status && status.ObservedGeneration >= monitor.Metadata.Generation;

    /// <summary>
    /// What keeps a monitor from its work, most important first: reason and sentence. Nothing when all is well, or as somebody wants it.
    /// </summary>
    /// <param name="monitor">The monitor.</param>
    public static Condition? Obstacle(V1Alpha1ModelMonitor monitor)
    {
        // Ready is False in general terms when a metric is unknown, which has a condition with the cause.
        var ready = Of(monitor, "Ready");
        if (ready is { Status: not "True" }) return ready.Reason == "ObjectiveUnknown" ? Of(monitor, "MetricsAvailable", "False") ?? ready : ready;
        if (Of(monitor, "MetricsAvailable", "False") is { } metrics) return metrics;
        if (Of(monitor, "ScalingActive", "False") is { } inactive && !Wanted.Contains(inactive.Reason)) return inactive;
        return Of(monitor, "CapacityAvailable", "False") ?? Of(monitor, "ScalingLimited", "True");
    }

    /// <summary><see cref="Obstacle"/> in one line, or why there is no status yet.</summary>
    /// <param name="monitor">The monitor.</param>
    public static string Why(V1Alpha1ModelMonitor monitor)
    {
        if (monitor.Status is not { Conditions.Count: > 0 }) return "not looked at yet: is the operator running?";
        if (Obstacle(monitor) is { } obstacle) return Safe.Line($"{obstacle.Reason}: {obstacle.Message}");
        return IsUpToDate(monitor) ? "" : "the newest spec is not looked at yet";
    }
}
