using System.Collections.Concurrent;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Operator.Monitoring;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// A monitor's way through the house, top to bottom: read the spec, find the target, take the newest sample, judge and decide, record
/// the intent, act, tell. It never asks the metrics source; samplers do, and wake it. A process that does not lead goes the same way and
/// keeps what it sees to itself.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: those of <see cref="Enactor"/>; after a conflict it looks and decides again, at most <see cref="MaxAttempts"/> times;
/// a change that a process before recorded and did not carry out is carried out or given up, never forgotten. <b>Assumptions</b>: the queue
/// never runs two reconciles of one key at once. <b>Caveats</b>: the client's fence, not this class, stops a leader whose time is up.
/// </remarks>
/// <param name="reader">Reads specs.</param>
/// <param name="targets">Finds targets.</param>
/// <param name="observer">Puts together what is known of a target.</param>
/// <param name="owners">Says who else set a target's replicas.</param>
/// <param name="contest">Says who else scales a target.</param>
/// <param name="board">Where samples are.</param>
/// <param name="enactor">Carries decisions out.</param>
/// <param name="exporters">Keeps the targets' GPU exporters.</param>
/// <param name="monitoring">Keeps what prometheus-operator needs.</param>
/// <param name="statuses">Writes status.</param>
/// <param name="announcer">Tells people.</param>
/// <param name="standing">Whether this process leads.</param>
/// <param name="interval">Time between two samples, for messages.</param>
/// <param name="time">The clock.</param>
[Rbac("modelmonitor.dev", "modelmonitors", "get,list,watch")]
[Rbac("", "pods", "get,list,watch")]
[Rbac("events.k8s.io", "events", "create,patch")]
public sealed class ModelMonitorReconciler(
    WorkReader reader,
    TargetFinder targets,
    Observer observer,
    ReplicasOwner owners,
    Contest contest,
    SampleBoard board,
    Enactor enactor,
    ExporterKeeper exporters,
    MonitoringObjects monitoring,
    StatusWriter statuses,
    Announcer announcer,
    Func<Standing> standing,
    TimeSpan interval,
    TimeProvider time) : IReconciler<V1Alpha1ModelMonitor>
{
    /// <summary>How often one reconcile looks and decides again after a conflict (design: 5).</summary>
    public const int MaxAttempts = 5;

    /// <summary>When a monitor that cannot be judged is looked at again without an event (a target or a right may appear).</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    /// <summary>How long a new monitor waits for its first sample before its status says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<ObjectKey, MonitorMemory> _memories = new();
    private readonly Judgement _judgement = new(targets, observer, owners, contest, enactor, time);

    /// <summary>What is remembered of every monitor, for metrics.</summary>
    public IEnumerable<KeyValuePair<ObjectKey, MonitorMemory>> Memories => _memories;

    /// <summary>What was decided since the start, for metrics.</summary>
    public DecisionCounts Counts { get; } = new();

    /// <summary>Time between two samples, for messages; changes with the configuration.</summary>
    public TimeSpan Interval { get; set; } = interval;

    /// <summary>Drops everything about a monitor that is gone.</summary>
    /// <param name="key">The monitor.</param>
    public void Forget(ObjectKey key)
    {
        board.Forget(key);
        observer.Forget(key);
        owners.Forget(key);
        exporters.Forget(key);
        monitoring.Forget(key);
        _memories.TryRemove(key, out _);
    }

    /// <inheritdoc />
    public async ValueTask<ReconcileResult> ReconcileAsync(
        V1Alpha1ModelMonitor resource, ReconcileContext context, CancellationToken cancellationToken)
    {
        if (resource.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        var run = new MonitorRun(resource, MemoryOf(resource), standing());
        var (work, problem) = reader.Read(resource);
        var target = default(Target);
        if (work is not null) (target, problem) = await targets.FindAsync(resource, cancellationToken);
        if (work is null || target is null) return await CannotJudgeAsync(run, problem!, cancellationToken);

        var key = ObjectKey.Of(resource);
        board.Register(new(key, work.Source, resource.Spec.TargetRef.Name, target.Selector, work.Engine, work.Model, work.Endpoint, work.Indicators)
        {
            AsksGpu = ExporterKeeper.IsAsked(resource.Spec, work),
        });
        if (board.Latest(key) is not { } sample) return await WaitForSampleAsync(run, cancellationToken);
        run.Memory.WaitingSince = null;
        if (!run.Standing.Leads)
        {
            // As the leader does, so that windows and capacities are warm.
            _judgement.Follow(run, work, target, sample);
            await exporters.LookAsync(resource, resource.Status, target, new(work, sample, null), cancellationToken);
            return ReconcileResult.Done;
        }

        var finding = await _judgement.RunAsync(run, work, target, sample, f => RecordAsync(run, f, cancellationToken), cancellationToken);
        var (stands, _) = StatusWriter.Newest(resource, run.Memory);
        var exporter = await exporters.LookAsync(resource, stands, target, new(work, sample, finding.Replicas.Blocked), cancellationToken);
        var unselected = await monitoring.EnsureAsync(resource, work, target, sample, exporter?.Wanted, cancellationToken);
        finding = finding with { Exporter = exporter?.Unless(unselected) };
        await RecordAsync(run, finding, cancellationToken);
        announcer.Tell(resource, run.Memory, finding);
        Counts.Count(finding);
        (run.Memory.LastDecision, run.Memory.LastVerdicts) = (finding.Decision, finding.Verdicts);
        run.Memory.NewestSample = SampleMark.After(run.Memory.NewestSample, finding, time);
        if (exporter is not null && await exporters.ActAsync(key, exporter, cancellationToken) is { } evicted) announcer.TellEviction(resource, evicted, exporter.Message);
        return ReconcileResult.Done;
    }

    private Task<bool> RecordAsync(MonitorRun run, Finding finding, CancellationToken cancellationToken)
    {
        var (before, _) = StatusWriter.Newest(run.Monitor, run.Memory);
        return WriteAsync(run, StatusBuilder.Of(run.Monitor, before, finding, run.Memory, time.GetUtcNow()), cancellationToken);
    }

    private async Task<ReconcileResult> CannotJudgeAsync(MonitorRun run, Problem problem, CancellationToken cancellationToken)
    {
        board.Forget(ObjectKey.Of(run.Monitor));
        (run.Memory.LastDecision, run.Memory.LastVerdicts, run.Memory.NewestSample) = (null, [], null);
        if (!run.Standing.Leads) return ReconcileResult.After(LookAgain);
        if (run.Memory.AdoptedAs is null) run.Memory.Told = Told.From(StatusWriter.Newest(run.Monitor, run.Memory).Status);
        await WriteAsync(run, problem, cancellationToken);
        announcer.Tell(run.Monitor, run.Memory, problem);
        return ReconcileResult.After(LookAgain);
    }

    private async Task<ReconcileResult> WaitForSampleAsync(MonitorRun run, CancellationToken cancellationToken)
    {
        // After a restart the predecessor's status stands until the first sample, which comes within moments; only a monitor that
        // was never judged says that it is collecting.
        var isNew = StatusWriter.Newest(run.Monitor, run.Memory).Status?.ObservedGeneration != run.Monitor.Metadata.Generation;
        if (!run.Standing.Leads || !isNew) return ReconcileResult.Done;
        // A first sample mostly comes at once: then saying so is a write for nothing, and of many monitors that are applied together many.
        run.Memory.WaitingSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(run.Memory.WaitingSince.Value) is var waited && waited < Patience) return ReconcileResult.After(Patience - waited);
        var wait = $"the first sample is on its way; it takes up to {Interval.TotalSeconds:0} s";
        await WriteAsync(run, new Problem(ConditionType.MetricsAvailable, ConditionReason.Collecting, wait), cancellationToken);
        return ReconcileResult.Done;
    }

    private Task<bool> WriteAsync(MonitorRun run, Problem problem, CancellationToken cancellationToken)
    {
        var (before, _) = StatusWriter.Newest(run.Monitor, run.Memory);
        return WriteAsync(run, StatusBuilder.Of(run.Monitor, before, problem, time.GetUtcNow()), cancellationToken);
    }

    private Task<bool> WriteAsync(MonitorRun run, ModelMonitorStatus status, CancellationToken cancellationToken) =>
        statuses.WriteAsync(run.Monitor, run.Memory, status, run.Standing.Term, cancellationToken);

    private MonitorMemory MemoryOf(V1Alpha1ModelMonitor monitor)
    {
        var (key, uid) = (ObjectKey.Of(monitor), monitor.Metadata.Uid ?? "");
        var memory = _memories.GetOrAdd(key, _ => new(uid));
        return memory.Uid == uid ? memory : _memories[key] = new(uid);
    }
}
