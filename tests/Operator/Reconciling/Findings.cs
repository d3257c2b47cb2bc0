using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

/// <summary>Monitors and findings for tests of what is written and told.</summary>
internal static class Findings
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static V1Alpha1ModelMonitor Monitor() => new()
    {
        Metadata = new() { Name = "chat", Namespace = "llm", Uid = "uid-1", ResourceVersion = "1", Generation = 3 },
        Spec = new()
        {
            TargetRef = new() { Name = "chat" },
            Objectives = [new() { Name = "first-token", Indicator = "time-to-first-token", Below = ModelMonitor.Kubernetes.IntOrString.FromString("1s") }],
            Scaling = new() { MaxReplicas = 5 },
        },
    };

    public static MonitorMemory Memory(V1Alpha1ModelMonitor monitor) => new(monitor.Metadata.Uid!);

    public static Finding Of(
        ObjectiveState state, double? seconds, MonitorMode mode = MonitorMode.Enforce, Decision? decision = null, bool scaling = true, bool loadKnown = true)
    {
        var rules = new DirectionRules(TimeSpan.Zero, PolicySelect.Max, []);
        var plan = new Plan(
            [new("first-token", Indicator.TimeToFirstToken, 1, GoodIsBelow: true, MayScale: true)],
            scaling ? new(1, 5, rules, rules) : null);
        var reading = seconds is { } s ? Reading.Of(s, Now) : Reading.Unknown(UnknownReason.NoData, "no series");
        var verdict = new ObjectiveVerdict(
            "first-token", state, reading, state == ObjectiveState.Unknown ? UnknownReason.NoData : null, "NoData: no series", Now);
        var load = loadKnown
            ? new LoadReadings(Reading.Of(4, Now), Reading.Of(0, Now), Reading.Of(2, Now))
            : LoadReadings.Unknown(UnknownReason.Stale, "75 s old");
        return new(
            new("prod", "vllm", null, new(null, null, null), mode, plan, [], new Dictionary<string, string> { ["first-token"] = "1s" }),
            new(2, 2),
            load,
            [verdict],
            decision);
    }

    /// <summary>The same finding, with a budget of the only objective.</summary>
    public static Finding WithBudget(this Finding finding, BudgetState state, double? burnRate = null, double? remaining = null) => finding with
    {
        Verdicts = [finding.Verdicts[0] with { Budget = new(state, burnRate, remaining, IsFast: false, $"{state} in words") }],
    };

    public static Decision Decision(int from, int to, DecisionReason reason = DecisionReason.LatencyBreached, Guard? limitedBy = null, UnknownReason? unknown = null) =>
        new(from, to, "first-token", reason, limitedBy, unknown, "p95 is 3 s, wanted below 1 s", [new("first-token", "3s, 2s old")]);
}
