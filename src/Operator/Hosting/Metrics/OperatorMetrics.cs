using System.Diagnostics.Metrics;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Hosting;

/// <summary>
/// What the operator says of its monitors on <c>/metrics</c>. Every number is read when it is asked for, from what reconciles remember
/// and from the object, so the series of a deleted monitor go away by themselves, and what is unknown has none. docs/metrics.md lists
/// them; a test keeps the two equal.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: only the process that leads shows series of monitors, so that a sum over all replicas counts each once; at most
/// <see cref="MostSeries"/> of a monitor with three objectives; no label's text is a user's, but for namespace, name and objective.
/// <b>Assumptions</b>: the leader alone writes status, in closed sets of words. <b>Caveats</b>: a monitor that was not reconciled since
/// the start has no series yet.
/// </remarks>
public sealed class OperatorMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ModelMonitor.Operator";

    /// <summary>Most series of one monitor with three objectives, each with a budget.</summary>
    public const int MostSeries = 50;

    private readonly Meter _meter;

    /// <summary>Makes the instruments.</summary>
    /// <param name="memories">What is remembered of every monitor.</param>
    /// <param name="monitors">The objects.</param>
    /// <param name="counts">What was decided since the start.</param>
    /// <param name="leads">Whether this process leads now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="scope">The meter's scope, by which a listener knows it from another's; null in the process.</param>
    public OperatorMetrics(
        Func<IEnumerable<KeyValuePair<ObjectKey, MonitorMemory>>> memories,
        IStore<V1Alpha1ModelMonitor> monitors,
        DecisionCounts counts,
        Func<bool> leads,
        TimeProvider time,
        object? scope = null)
    {
        _meter = new(MeterName, null, null, scope);
        var gauges = new MonitorGauges(_meter, () => leads() ? Views(memories(), monitors) : []);
        ReplicaMetrics.Add(gauges);
        ObjectiveMetrics.Add(gauges);
        StatusMetrics.Add(gauges, time);
        _meter.CreateObservableCounter(
            "modelmonitor_decisions_total", counts.Decisions,
            description: "Changes of replicas that this process decided, by reason and by what became of them; each try of a refused one counts.");
        _meter.CreateObservableCounter(
            "modelmonitor_obstacles_total", counts.Obstacles,
            description: "Judgements after which something kept replicas from being moved, by reason.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<MonitorView> Views(IEnumerable<KeyValuePair<ObjectKey, MonitorMemory>> memories, IStore<V1Alpha1ModelMonitor> monitors)
    {
        foreach (var (key, memory) in memories)
        {
            // A memory may outlive its object, or belong to one that stood there before, until the next reconcile.
            if (monitors.TryGet(key, out var monitor) && (monitor.Metadata.Uid ?? "") == memory.Uid) yield return new(key, memory, monitor);
        }
    }
}
