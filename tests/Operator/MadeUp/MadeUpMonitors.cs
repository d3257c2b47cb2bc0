using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.MadeUp;

/// <summary>A monitor and what the operator would remember of it.</summary>
internal sealed record MadeUpMonitor(V1Alpha1ModelMonitor Monitor, MonitorMemory Memory)
{
    public ObjectKey Key => ObjectKey.Of(Monitor);
}

/// <summary>Monitors as a running operator has them.</summary>
internal static class MadeUpMonitors
{
    private static readonly (string Name, string Indicator, string? Below, string? Above)[] Objectives =
        [("first-token", "time-to-first-token", "1s", null), ("errors", "error-ratio", "1%", null), ("answers", "custom", null, "92%")];

    /// <summary>One with everything that can be shown: three objectives with budgets, scaling, every condition, an exporter, a decision.</summary>
    public static MadeUpMonitor Full(TimeProvider time, string ns = "llm", string name = "chat")
    {
        var now = time.GetUtcNow();
        var monitor = Monitor(ns, name, Objectives);
        monitor.Status = new()
        {
            Engine = "vllm",
            Source = "prod",
            Replicas = new() { Current = 2, Ready = 1, Desired = 4 },
            Exporter = new() { Preset = "dcgm", Phase = "Rolling", Pods = 1 },
            Decisions =
            [
                new() { Id = "a", Time = now, Trigger = "load", From = 2, To = 4, Reason = nameof(DecisionReason.LatencyBreached), Message = "m", Outcome = DecisionOutcome.Applied },
            ],
            Conditions = [.. Enum.GetNames<ConditionType>().Select(t => new Condition { Type = t, Status = t == nameof(ConditionType.SLOMet) ? "False" : "True", Reason = "R" })],
        };
        ObjectiveVerdict[] verdicts =
        [
            Verdict("first-token", ObjectiveState.Breached, 1.2, now, new(BudgetState.BudgetBurning, 6.5, 0.25, true, "")),
            Verdict("errors", ObjectiveState.AtRisk, 0.009, now, new(BudgetState.BudgetSpent, 2, -0.1, false, "")),
            Verdict("answers", ObjectiveState.Met, 0.95, now, new(BudgetState.Healthy, 0.5, 0.8, false, "")),
        ];
        var decision = new Decision(2, 4, "load", DecisionReason.LatencyBreached, Guard.RateLimit, null, "m", []);
        return Judged(monitor, verdicts, decision, time);
    }

    /// <summary>One that only judges: no budget, no scaling, no exporter, and an objective that is unknown.</summary>
    public static MadeUpMonitor Plain(TimeProvider time, string ns = "llm", string name = "plain")
    {
        var now = time.GetUtcNow();
        var monitor = Monitor(ns, name, Objectives[0]);
        monitor.Status = new()
        {
            Source = "prod",
            Conditions = [new() { Type = nameof(ConditionType.Ready), Status = "False", Reason = nameof(UnknownReason.NoData) }],
        };
        return Judged(monitor, [Verdict("first-token", ObjectiveState.Unknown, null, now, null)], null, time);
    }

    private static MadeUpMonitor Judged(V1Alpha1ModelMonitor monitor, IReadOnlyList<ObjectiveVerdict> verdicts, Decision? decision, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(monitor, new(monitor.Metadata.Uid!)
        {
            State = MonitorState.Restore([], [], now, decision is null ? new(null, null, null) : new(1.3, 3.4, TimeSpan.FromSeconds(95))),
            LastVerdicts = verdicts,
            LastDecision = decision,
            NewestSample = verdicts.Any(v => v.Reading.Kind != ReadingKind.Unknown) ? new(now, TimeSpan.FromSeconds(3), time.GetTimestamp()) : null,
        });
    }

    private static V1Alpha1ModelMonitor Monitor(string ns, string name, params (string Name, string Indicator, string? Below, string? Above)[] objectives) => new()
    {
        Metadata = new() { Namespace = ns, Name = name, Uid = $"uid-{name}", ResourceVersion = "1", Generation = 1 },
        Spec = new()
        {
            TargetRef = new() { Name = name },
            Objectives =
            [
                .. objectives.Select(o => new ObjectiveSpec
                {
                    Name = o.Name,
                    Indicator = o.Indicator,
                    Below = o.Below is { } below ? IntOrString.FromString(below) : null,
                    Above = o.Above is { } above ? IntOrString.FromString(above) : null,
                }),
            ],
        },
    };

    private static ObjectiveVerdict Verdict(string name, ObjectiveState state, double? value, DateTimeOffset now, BudgetVerdict? budget) => new(
        name,
        state,
        value is { } v ? Reading.Of(v, now) : Reading.Unknown(UnknownReason.NoData),
        value is null ? UnknownReason.NoData : null,
        "",
        now)
    { Budget = budget };
}
