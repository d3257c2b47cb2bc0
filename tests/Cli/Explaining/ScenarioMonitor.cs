using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Decisions.Golden;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Cli.Explaining;

/// <summary>
/// The ModelMonitor of a scenario of tests/Decisions/Golden as it stands at a moment: decided by the pipeline, written by the operator's
/// own status builder.
/// </summary>
internal static class ScenarioMonitor
{
    /// <summary>Lives through a scenario.</summary>
    /// <param name="scenario">Its folder.</param>
    /// <param name="seconds">Until when.</param>
    public static V1Alpha1ModelMonitor At(string scenario, int seconds)
    {
        var folder = Repository.PathOf("tests", "Decisions", "Golden", scenario);
        var golden = GoldenPlan.Read(Path.Combine(folder, "plan.json"));
        var objective = golden.Plan.Objectives[0];
        var monitor = new V1Alpha1ModelMonitor
        {
            Metadata = new() { Namespace = "llm", Name = "chat", Uid = "uid-1", Generation = 1 },
            Spec = new()
            {
                TargetRef = new() { Name = "chat" },
                Engine = "vllm",
                Objectives =
                [
                    new()
                    {
                        Name = FirstToken, Indicator = "time-to-first-token", Below = IntOrString.FromString("1s"),
                        Budget = objective.Budget is null ? null : new() { Target = "99%", Window = "30d" },
                    },
                ],
                Scaling = new() { MinReplicas = golden.Plan.Scaling!.MinReplicas, MaxReplicas = golden.Plan.Scaling.MaxReplicas },
            },
        };
        var work = new Work("default", "vllm", null, new(null, null, null), MonitorMode.Enforce, golden.Plan, [], new Dictionary<string, string> { [FirstToken] = "1s" });
        var (replay, memory, decided) = (new GoldenReplay(golden), new MonitorMemory("uid-1"), 0);
        foreach (var row in GoldenRow.Read(Path.Combine(folder, "input.csv")).TakeWhile(r => r.Time <= seconds))
        {
            var now = Tests.Decisions.Make.At(row.Time);
            replay.Decide(row);
            var (outcome, seen) = replay.Last!.Value;
            memory.State = outcome.State;
            var record = outcome.Decision is { IsChange: true } decision
                ? DecisionRecords.Of(decision, DecisionOutcome.Applied, now, "uid-2") with { Id = FormattableString.Invariant($"{scenario}-{++decided}") }
                : null;
            var finding = new Finding(work, seen.Replicas, seen.Load, outcome.Verdicts, outcome.Decision, null, record);
            monitor.Status = StatusBuilder.Of(monitor, monitor.Status, finding, memory, now);
            memory.WrittenAt = now;
        }

        return monitor;
    }
}
