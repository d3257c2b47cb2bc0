using System.Diagnostics.Metrics;
using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Operator.Hosting;

/// <summary>
/// What the operator says of its monitors on <c>/metrics</c>. Every number is read from what reconciles remember, so the series of a
/// deleted monitor go away by themselves.
/// </summary>
public sealed class OperatorMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ModelMonitor.Operator";

    private readonly Meter _meter = new(MeterName);

    /// <summary>Makes the instruments.</summary>
    /// <param name="reconciler">Whose memories are shown.</param>
    public OperatorMetrics(ModelMonitorReconciler reconciler)
    {
        _meter.CreateObservableGauge(
            "modelmonitor_desired_replicas",
            () => from m in reconciler.Memories
                  where m.Value.LastDecision is not null
                  select new Measurement<int>(m.Value.LastDecision!.To, new("namespace", m.Key.Namespace), new KeyValuePair<string, object?>("name", m.Key.Name)),
            description: "Replicas that the last decision asks for.");
        _meter.CreateObservableGauge(
            "modelmonitor_current_replicas",
            () => from m in reconciler.Memories
                  where m.Value.LastDecision is not null
                  select new Measurement<int>(m.Value.LastDecision!.From, new("namespace", m.Key.Namespace), new KeyValuePair<string, object?>("name", m.Key.Name)),
            description: "Replicas that the target asked for at the last decision.");
        _meter.CreateObservableGauge(
            "modelmonitor_objective_state",
            () => from m in reconciler.Memories
                  from verdict in m.Value.LastVerdicts
                  from state in Enum.GetValues<ObjectiveState>()
                  select new Measurement<int>(
                      verdict.State == state ? 1 : 0,
                      new("namespace", m.Key.Namespace),
                      new("name", m.Key.Name),
                      new("objective", verdict.Name),
                      new KeyValuePair<string, object?>("state", state.ToString())),
            description: "1 for the state that the objective is in, 0 for the others.");
        _meter.CreateObservableGauge(
            "modelmonitor_objective_value",
            () => from m in reconciler.Memories
                  from verdict in m.Value.LastVerdicts
                  where verdict.State != ObjectiveState.Unknown && verdict.Reading.Kind != ReadingKind.Unknown
                  select new Measurement<double>(
                      verdict.Reading.TryGet(out var value) ? value : 0,
                      new("namespace", m.Key.Namespace),
                      new("name", m.Key.Name),
                      new KeyValuePair<string, object?>("objective", verdict.Name)),
            description: "The objective's measured value in base units: seconds, share or count.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
