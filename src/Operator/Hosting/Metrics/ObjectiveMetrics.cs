using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Metrics of a monitor's objectives and their error budgets.</summary>
internal static class ObjectiveMetrics
{
    public static void Add(MonitorGauges gauges)
    {
        gauges.AddMany(
            "modelmonitor_objective_value",
            "The objective's measured value in base units: seconds, share or count.",
            m => Each(m, v => v.State != ObjectiveState.Unknown && v.Reading.TryGet(out var value) ? value : null));
        gauges.AddMany(
            "modelmonitor_objective_bound",
            "The objective's bound in base units; good is on the side that the label names.",
            m => m.Monitor.Spec.Objectives.SelectMany(BoundOf));
        gauges.AddMany(
            "modelmonitor_objective_state",
            "1 for the state that the objective is in, 0 for the others.",
            m => from verdict in m.Memory.LastVerdicts
                 from state in Enum.GetValues<ObjectiveState>()
                 select ((double)(verdict.State == state ? 1 : 0), new (string, string?)[] { ("objective", verdict.Name), ("state", state.ToString()) }));
        gauges.AddMany(
            "modelmonitor_objective_burn_rate",
            "How fast the objective's error budget is used: 1 when it lasts exactly its window.",
            m => Each(m, v => v.Budget?.BurnRate));
        gauges.AddMany(
            "modelmonitor_objective_budget_remaining",
            "Share of the objective's error budget that is left, 1 when untouched, negative when overspent.",
            m => Each(m, v => v.Budget?.Remaining));
        // One series and not one per state: of three objectives that is nine series less, and no question needs the zeros.
        gauges.AddMany(
            "modelmonitor_objective_budget_state",
            "1 for the state that the objective's error budget is in; the others have no series.",
            m => from verdict in m.Memory.LastVerdicts
                 where verdict.Budget is not null
                 select (1.0, new (string, string?)[] { ("objective", verdict.Name), ("state", verdict.Budget!.State.ToString()) }));
    }

    private static IEnumerable<(double, (string, string?)[])> Each(MonitorView monitor, Func<ObjectiveVerdict, double?> read) =>
        from verdict in monitor.Memory.LastVerdicts
        let value = read(verdict)
        where value is not null
        select (value.Value, new (string, string?)[] { ("objective", verdict.Name) });

    private static IEnumerable<(double, (string, string?)[])> BoundOf(ObjectiveSpec objective)
    {
        // A spec that breaks a rule may have neither, both, or a text that is no bound.
        if ((objective.Below ?? objective.Above) is { } bound && Bound.TryParse(objective.Indicator, bound, out var value))
            yield return (value, [("objective", objective.EffectiveName), ("side", objective.Below is null ? "above" : "below")]);
    }
}
