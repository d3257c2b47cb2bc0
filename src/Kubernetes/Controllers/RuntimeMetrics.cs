using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// The runtime's instruments. Their exposed names are controller-runtime's and client-go's, so that existing dashboards work.
/// </summary>
/// <remarks><b>Guarantees.</b> Safe for concurrent use. Queues are read when a listener asks, so they cost nothing in between.</remarks>
public sealed class RuntimeMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ModelMonitor.Kubernetes";

    private static readonly double[] ReconcileBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] QueueBuckets = [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 1000];

    private readonly ConcurrentDictionary<IWorkQueueGauges, byte> _queues = new();
    private readonly Counter<long> _reconciles;
    private readonly Counter<long> _reconcileErrors;
    private readonly Counter<long> _terminalErrors;
    private readonly Counter<long> _timeouts;
    private readonly Histogram<double> _reconcileTime;
    private readonly UpDownCounter<long> _activeWorkers;
    private readonly Counter<long> _queueAdds;
    private readonly Counter<long> _queueRetries;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _workDuration;
    private readonly ConcurrentDictionary<LeaderElector, byte> _electors = new();
    private readonly Counter<long> _electionFailures;
    private readonly Counter<long> _electionSlowPaths;
    private readonly Counter<long> _relists;
    private readonly Counter<long> _watchFaults;
    private readonly Counter<long> _handlerErrors;
    private readonly Counter<long> _eventsDropped;

    /// <summary>Makes the instruments on a meter.</summary>
    /// <param name="meter">The meter; the caller disposes it.</param>
    public RuntimeMetrics(Meter meter)
    {
        _reconciles = meter.CreateCounter<long>("controller_runtime.reconcile", "{reconcile}", "Reconciles per controller and result.");
        _reconcileErrors = meter.CreateCounter<long>("controller_runtime.reconcile_errors", "{error}", "Reconciles that failed.");
        _terminalErrors = meter.CreateCounter<long>(
            "controller_runtime.terminal_reconcile_errors", "{error}", "Failed reconciles that are not retried before a change.");
        _timeouts = meter.CreateCounter<long>(
            "controller_runtime.reconcile_timeouts", "{timeout}", "Reconciles cancelled because they took too long.");
        _reconcileTime = meter.CreateHistogram(
            "controller_runtime.reconcile_time", "s", "How long reconciles took.", null, Buckets(ReconcileBuckets));
        _activeWorkers = meter.CreateUpDownCounter<long>("controller_runtime.active_workers", "{worker}", "Workers that reconcile now.");
        _queueAdds = meter.CreateCounter<long>("workqueue.adds", "{add}", "Keys put in line.");
        _queueRetries = meter.CreateCounter<long>("workqueue.retries", "{retry}", "Keys added with a back-off after a failure.");
        _queueDuration = meter.CreateHistogram(
            "workqueue.queue_duration", "s", "How long keys stood in line.", null, Buckets(QueueBuckets));
        _workDuration = meter.CreateHistogram(
            "workqueue.work_duration", "s", "How long keys were processed.", null, Buckets(QueueBuckets));
        _relists = meter.CreateCounter<long>("informer.lists", "{list}", "Complete lists read, the first one included.");
        _watchFaults = meter.CreateCounter<long>("informer.faults", "{fault}", "Failed lists and watches, by cause.");
        _handlerErrors = meter.CreateCounter<long>("informer.handler_errors", "{error}", "Change handlers that threw.");
        _eventsDropped = meter.CreateCounter<long>("event_recorder.dropped", "{event}", "Events that were not written, by cause.");
        _electionFailures = meter.CreateCounter<long>(
            "leader_election.failures", "{failure}", "Failed tries to get or renew a lease.");
        _electionSlowPaths = meter.CreateCounter<long>(
            "leader_election.slowpath", "{renewal}", "Renewals that met a changed lease and had to read it first.");

        meter.CreateObservableGauge(
            "leader_election.master_status",
            () => _electors.Keys.Select(e => new Measurement<int>(e.Term is null ? 0 : 1, Election(e.Options.Name))), null,
            "1 while this process leads, else 0.");
        meter.CreateObservableGauge("workqueue.depth", () => Observe(q => q.Depth), "{key}", "Keys in line.");
        meter.CreateObservableGauge(
            "workqueue.unfinished_work", () => Observe(q => q.Unfinished().Total.TotalSeconds), "s",
            "Time spent so far on keys that are still being processed.");
        meter.CreateObservableGauge(
            "workqueue.longest_running_processor", () => Observe(q => q.Unfinished().Longest.TotalSeconds), "s",
            "Time spent so far on the key that has been processed longest.");
    }

    /// <summary>The process-wide instruments, used where nothing else is given.</summary>
    public static RuntimeMetrics Shared { get; } = new(new Meter(MeterName));

    internal void Register(IWorkQueueGauges queue) => _queues.TryAdd(queue, 0);

    internal void Unregister(IWorkQueueGauges queue) => _queues.TryRemove(queue, out _);

    internal void Register(LeaderElector elector)
    {
        _electors.TryAdd(elector, 0);
        _electionFailures.Add(0, Election(elector.Options.Name));
        _electionSlowPaths.Add(0, Election(elector.Options.Name));
    }

    internal void Unregister(LeaderElector elector) => _electors.TryRemove(elector, out _);

    internal void ElectionFailed(string name) => _electionFailures.Add(1, Election(name));

    internal void ElectionSlowPath(string name) => _electionSlowPaths.Add(1, Election(name));

    /// <summary>Counters begin at 0, or <c>increase()</c> would miss the first error.</summary>
    internal void InitializeController(string controller)
    {
        foreach (var result in ReconcileOutcome.All) _reconciles.Add(0, Controller(controller), new("result", result));
        _reconcileErrors.Add(0, Controller(controller));
        _terminalErrors.Add(0, Controller(controller));
        _timeouts.Add(0, Controller(controller));
        _activeWorkers.Add(0, Controller(controller));
        _queueAdds.Add(0, Queue(controller));
        _queueRetries.Add(0, Queue(controller));
    }

    internal void ReconcileStarted(string controller) => _activeWorkers.Add(1, Controller(controller));

    /// <summary>A reconcile is over; without a result, shutdown cut it short and it does not count.</summary>
    internal void ReconcileEnded(string controller, string? result, TimeSpan took)
    {
        _activeWorkers.Add(-1, Controller(controller));
        if (result is null) return;
        _reconciles.Add(1, Controller(controller), new("result", result));
        if (result == ReconcileOutcome.Error) _reconcileErrors.Add(1, Controller(controller));
        _reconcileTime.Record(took.TotalSeconds, Controller(controller));
    }

    internal void ReconcileTerminal(string controller) => _terminalErrors.Add(1, Controller(controller));

    internal void ReconcileTimedOut(string controller) => _timeouts.Add(1, Controller(controller));

    internal void QueueAdded(string queue) => _queueAdds.Add(1, Queue(queue));

    internal void QueueRetried(string queue) => _queueRetries.Add(1, Queue(queue));

    internal void QueueWaited(string queue, TimeSpan time) => _queueDuration.Record(time.TotalSeconds, Queue(queue));

    internal void QueueWorked(string queue, TimeSpan time) => _workDuration.Record(time.TotalSeconds, Queue(queue));

    internal void Listed(string resource) => _relists.Add(1, Resource(resource));

    internal void InformerFaulted(string resource, string cause) => _watchFaults.Add(1, Resource(resource), new("cause", cause));

    internal void HandlerThrew(string resource) => _handlerErrors.Add(1, Resource(resource));

    internal void EventDropped(string cause) => _eventsDropped.Add(1, new KeyValuePair<string, object?>("cause", cause));

    private static KeyValuePair<string, object?> Controller(string name) => new("controller", name);

    private static KeyValuePair<string, object?> Queue(string name) => new("name", name);

    private static KeyValuePair<string, object?> Election(string name) => new("name", name);

    private static KeyValuePair<string, object?> Resource(string name) => new("resource", name);

    private static InstrumentAdvice<double> Buckets(double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };

    private IEnumerable<Measurement<T>> Observe<T>(Func<IWorkQueueGauges, T> read)
        where T : struct
    {
        foreach (var queue in _queues.Keys) yield return new(read(queue), Queue(queue.Name));
    }
}
