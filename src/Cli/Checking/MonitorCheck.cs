using ModelMonitor.Cli.Explaining;
using ModelMonitor.Cli.Listing;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Checking;

/// <summary>Judges a monitor as a Nagios plugin does. CRITICAL goes before WARNING, and WARNING before UNKNOWN. Pure.</summary>
internal static class MonitorCheck
{
    /// <summary>Reasons for which the operator can neither judge nor act until somebody puts them right.</summary>
    private static readonly HashSet<string> Unable =
    [
        "InvalidSpec", "UnknownSource", "UnknownEngine", "TargetNotFound", "TargetNotScalable", "Forbidden", "ScaleFailed", "WriteConflict", "NamespaceTerminating",
    ];

    /// <summary>Others that scale the target instead, for as long as nobody puts it right.</summary>
    private static readonly HashSet<string> Rivals = ["OtherMonitor", "HorizontalPodAutoscaler", "ScaledObject", "ReplicasReverted"];

    /// <summary>Judges it.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="limits">Thresholds.</param>
    public static CheckResult Of(V1Alpha1ModelMonitor monitor, CheckLimits limits)
    {
        var name = monitor.Metadata.Name;
        var troubles = Troubles(monitor, limits).ToList();
        var level = troubles.Select(t => t.Level).DefaultIfEmpty(CheckLevel.OK).MaxBy(Weight);
        var first = troubles.Where(t => t.Level != CheckLevel.OK).OrderByDescending(t => Weight(t.Level)).Select(t => t.Text).Distinct();
        var parts = first.Concat([.. Objectives(monitor), Replicas(monitor)]).Where(p => p.Length > 0);
        return new(level, $"{name}: {string.Join(", ", parts)}", PerformanceData.Of(monitor, limits));
    }

    private static int Weight(CheckLevel level) => level switch
    {
        CheckLevel.CRITICAL => 3,
        CheckLevel.WARNING => 2,
        CheckLevel.UNKNOWN => 1,
        _ => 0,
    };

    private static IEnumerable<(CheckLevel Level, string Text)> Troubles(V1Alpha1ModelMonitor monitor, CheckLimits limits)
    {
        if (monitor.Status is not { Conditions.Count: > 0 } status)
        {
            yield return (CheckLevel.UNKNOWN, "not looked at yet, is the operator running?");
            yield break;
        }

        if (!ConditionView.IsUpToDate(monitor)) yield return (CheckLevel.UNKNOWN, "the newest spec is not looked at yet");
        foreach (var one in status.Objectives ?? []) foreach (var trouble in Of(one, limits)) yield return trouble;
        var isBad = status.Objectives?.Any(o => o.State is "Breached" or "AtRisk") == true;
        foreach (var condition in Looked(monitor))
            if (LevelOf(condition, isBad) is { } level) yield return (level, $"{condition.Reason}: {condition.Message}");
    }

    private static IEnumerable<(CheckLevel Level, string Text)> Of(ObjectiveStatus one, CheckLimits limits)
    {
        if (one.State == "Breached") yield return (CheckLevel.CRITICAL, $"{one.Name} breached");
        else if (one.State == "AtRisk") yield return (CheckLevel.WARNING, $"{one.Name} at risk");
        else if (one.State != "Met") yield return (CheckLevel.UNKNOWN, $"{one.Name} not known ({one.Reason ?? one.State})");
        if (one.BudgetState is { } state) yield return (CheckLevel.WARNING, $"error budget of {one.Name} {(state == "BudgetSpent" ? "spent" : "burning")}");
        if (!Numbers.TryReadValue(one.BudgetRemaining, out var left, out _)) yield break;
        if (left < limits.BudgetCritical) yield return (CheckLevel.CRITICAL, $"error budget of {one.Name} below {Numbers.Text(limits.BudgetCritical.Value)}%");
        else if (left < limits.BudgetWarning) yield return (CheckLevel.WARNING, $"error budget of {one.Name} below {Numbers.Text(limits.BudgetWarning.Value)}%");
    }

    private static IEnumerable<Condition> Looked(V1Alpha1ModelMonitor monitor) =>
        new[]
        {
            ConditionView.Of(monitor, "Ready"),
            ConditionView.Of(monitor, "MetricsAvailable", "False"),
            ConditionView.Of(monitor, "ScalingActive", "False"),
            ConditionView.Of(monitor, "CapacityAvailable", "False"),
            ConditionView.Of(monitor, "ScalingLimited", "True"),
        }.OfType<Condition>().DistinctBy(c => c.Reason);

    // Objectives say by themselves what is not known; what is wanted so is no trouble.
    private static CheckLevel? LevelOf(Condition condition, bool isBad) => condition switch
    {
        _ when Unable.Contains(condition.Reason) && condition.Status != "True" => CheckLevel.CRITICAL,
        _ when Rivals.Contains(condition.Reason) => isBad ? CheckLevel.CRITICAL : CheckLevel.WARNING,
        { Type: "CapacityAvailable" } => isBad ? CheckLevel.CRITICAL : CheckLevel.WARNING,
        { Type: "ScalingLimited" } => CheckLevel.WARNING,
        { Type: "Ready", Status: not "True", Reason: not "ObjectiveUnknown" } => CheckLevel.UNKNOWN,
        { Type: "MetricsAvailable" } => CheckLevel.UNKNOWN,
        _ => null,
    };

    private static IEnumerable<string> Objectives(V1Alpha1ModelMonitor monitor) => (monitor.Status?.Objectives ?? [])
        .Where(o => o.Value is not null)
        .Select(o => $"{o.Name} {o.Value} ({(monitor.Spec.Objectives.FirstOrDefault(s => s.EffectiveName == o.Name)?.Above is null ? "below" : "above")} {o.Bound})");

    private static string Replicas(V1Alpha1ModelMonitor monitor) => monitor.Status?.Replicas is { } replicas
        ? $"{Numbers.Text(replicas.Ready)} of {Numbers.Text(replicas.Current)} replicas"
        : "";
}
