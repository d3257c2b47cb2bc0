using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ModelMonitor.Actions;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// A monitor's way through the house, top to bottom: read the spec, find the target, take the newest sample, judge and decide, record
/// the intent, act, tell. It never asks the metrics source; samplers do, and wake it. A process that does not lead goes the same way and
/// keeps what it sees to itself.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: a change of replicas stands in status before it is sent; one PATCH per record, pinned by uid and
/// resourceVersion; after a conflict it looks and decides again, at most <see cref="MaxAttempts"/> times; a change that a process before
/// recorded and did not carry out is carried out or given up, never forgotten. <b>Assumptions</b>: the queue never runs two reconciles
/// of one key at once. <b>Caveats</b>: the client's fence, not this class, stops a leader whose time is up.
/// </remarks>
/// <param name="reader">Reads specs.</param>
/// <param name="targets">Finds targets.</param>
/// <param name="pods">Finds a target's ready pods.</param>
/// <param name="board">Where samples are.</param>
/// <param name="monitors">All monitors as the informer shows them.</param>
/// <param name="namespaces">Looks whether a namespace goes away.</param>
/// <param name="scaler">Scales.</param>
/// <param name="statuses">Writes status.</param>
/// <param name="announcer">Tells people.</param>
/// <param name="standing">Whether this process leads.</param>
/// <param name="interval">Time between two samples, for messages.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where decisions are logged.</param>
[Rbac("modelmonitor.dev", "modelmonitors", "get,list,watch")]
[Rbac("", "pods", "get,list,watch")]
[Rbac("events.k8s.io", "events", "create,patch")]
public sealed class ModelMonitorReconciler(
    WorkReader reader,
    TargetFinder targets,
    PodFinder pods,
    SampleBoard board,
    IStore<V1Alpha1ModelMonitor> monitors,
    NamespaceGuard namespaces,
    Scaler scaler,
    StatusWriter statuses,
    Announcer announcer,
    Func<Standing> standing,
    TimeSpan interval,
    TimeProvider time,
    ILogger<ModelMonitorReconciler> logger) : IReconciler<V1Alpha1ModelMonitor>
{
    /// <summary>How often one reconcile looks and decides again after a conflict (design: 5).</summary>
    public const int MaxAttempts = 5;

    /// <summary>When a monitor that cannot be judged is looked at again without an event (a target or a right may appear).</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    /// <summary>How long a scale request that was refused is not sent again: the same question would get the same answer.</summary>
    private static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(30);

    /// <summary>How long a new monitor waits for its first sample before its status says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<ObjectKey, MonitorMemory> _memories = new();
    private readonly Contest _contest = new(monitors);

    /// <summary>What is remembered of every monitor, for metrics.</summary>
    public IEnumerable<KeyValuePair<ObjectKey, MonitorMemory>> Memories => _memories;

    /// <summary>Drops everything about a monitor that is gone.</summary>
    /// <param name="key">The monitor.</param>
    public void Forget(ObjectKey key)
    {
        board.Forget(key);
        _memories.TryRemove(key, out _);
    }

    /// <inheritdoc />
    public async ValueTask<ReconcileResult> ReconcileAsync(
        V1Alpha1ModelMonitor resource, ReconcileContext context, CancellationToken cancellationToken)
    {
        if (resource.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        var run = new Run(resource, MemoryOf(resource), standing());
        var (work, problem) = reader.Read(resource);
        var target = default(Target);
        if (work is not null) (target, problem) = await targets.FindAsync(resource, cancellationToken);
        if (work is null || target is null) return await CannotJudgeAsync(run, problem!, cancellationToken);

        var key = ObjectKey.Of(resource);
        board.Register(new(key, work.Source, target.Selector, work.Engine, work.Model, work.Indicators));
        if (board.Latest(key) is not { } sample) return await WaitForSampleAsync(run, cancellationToken);
        if (!run.Standing.Leads) return Follow(run, work, target, sample);

        var finding = await JudgeAndActAsync(run, work, target, sample, cancellationToken);
        await RecordAsync(run, finding, cancellationToken);
        announcer.Tell(resource, run.Memory, finding);
        (run.Memory.LastDecision, run.Memory.LastVerdicts) = (finding.Decision, finding.Verdicts);
        return ReconcileResult.Done;
    }

    private async Task<Finding> JudgeAndActAsync(Run run, Work work, Target target, MonitorSample sample, CancellationToken cancellationToken)
    {
        var (monitor, memory) = (run.Monitor, run.Memory);
        var unfinished = memory.Adopt(StatusWriter.Newest(monitor, memory).Status, monitor, work, run.Standing, time.GetUtcNow());
        (memory.State, _) = Unfinished.Settle(unfinished, memory.State, target, time.GetUtcNow());
        var rival = work is { Mode: MonitorMode.Enforce, Plan.Scaling: not null } ? _contest.WhyNot(monitor) : null;
        DecisionRecord? intent = null;
        for (var attempt = 1; ; attempt++)
        {
            var now = time.GetUtcNow();
            var observation = Observe(target, sample);
            var judged = Pipeline.Judge(work.Plan, memory.State, observation, now);
            var outcome = work.Mode == MonitorMode.Paused || rival is not null
                ? judged
                : Pipeline.Decide(work.Plan, memory.State, observation, now);
            if ((intent is null || intent.Id == unfinished?.Id) && work.Mode == MonitorMode.Enforce && rival is null)
                (outcome, intent) = Unfinished.Resume(unfinished, outcome, memory.State, monitor, target, now);
            var finding = new Finding(work, observation.Replicas, sample.Load, outcome.Verdicts, outcome.Decision, Obstacle: rival);

            if (outcome.Decision is not { IsChange: true } decision)
            {
                memory.Refusal = null;
                (memory.State, var settled) = Unfinished.Settle(unfinished, outcome.State, target, now);
                return finding with { Record = settled };
            }

            if (work.Mode == MonitorMode.Recommend)
            {
                memory.State = outcome.State;
                return memory.IsRepeated(decision, StatusWriter.Newest(monitor, memory).Status) ? finding : finding with { Record = DecisionRecords.Of(decision, DecisionOutcome.Recommended, now) };
            }

            var refused = memory.Refusal?.Decision == (decision.From, decision.To) ? memory.Refusal : null;
            if (refused is not null && time.GetElapsedTime(refused.At) < RefusalPause)
            {
                memory.State = judged.State;
                return finding with { Obstacle = refused.Obstacle };
            }

            if (!target.IsLive)
            {
                // What was decided on may be a moment old: an act is decided on what stands at the API server now.
                (var live, finding) = await LookAsync(monitor, finding, cancellationToken);
                if (live is null) return finding;
                var same = live.Scale.Metadata.ResourceVersion == target.Scale.Metadata.ResourceVersion;
                target = live;
                if (!same) continue;
            }

            if (await namespaces.WhyNotAsync(target.Key.Namespace, cancellationToken) is { } terminating)
            {
                memory.State = judged.State;
                return finding with { Obstacle = terminating };
            }

            if (intent is null || (intent.From, intent.To) != (decision.From, decision.To))
            {
                // Intent first: a successor that finds this record knows that the change may have been made.
                intent = DecisionRecords.Of(decision, DecisionOutcome.Pending, now, target.Scale.Metadata.Uid);
                if (refused is not null) intent = intent with { Id = refused.Record };
                await RecordAsync(run, finding with { Record = intent }, cancellationToken);
            }

            var result = await ScaleAsync(monitor, target, intent, cancellationToken);
            if (result.Outcome == ScaleOutcome.Applied)
            {
                (memory.State, memory.Refusal) = (outcome.State, null);
                return finding with { Record = intent with { Outcome = DecisionOutcome.Applied } };
            }

            finding = finding with
            {
                Record = intent with { Outcome = DecisionOutcome.Failed },
                Obstacle = new(ConditionType.ScalingActive, ReasonOf(result.Outcome), result.Message ?? "the scale request failed"),
            };
            memory.Refusal = result.Outcome is ScaleOutcome.Forbidden or ScaleOutcome.Refused
                ? new(intent.Id, (intent.From, intent.To), finding.Obstacle!, time.GetTimestamp())
                : null;
            if (result.Outcome == ScaleOutcome.NotConfirmed)
            {
                // It may still be on its way: the record stays pending, and the next reconcile settles it as a successor would.
                (memory.AdoptedAs, memory.State) = (null, judged.State);
                return finding with { Record = intent };
            }

            var again = default(Target);
            if (result.Outcome == ScaleOutcome.Conflict && attempt < MaxAttempts) (again, finding) = await LookAsync(monitor, finding, cancellationToken);
            if (again is null)
            {
                // The judgement of this interval counts, the change that was not made does not.
                memory.State = judged.State;
                return finding;
            }

            if (again.Scale.Metadata.Uid != target.Scale.Metadata.Uid)
            {
                // Another object of the same name: what was decided for the old one ends here.
                await RecordAsync(run, finding, cancellationToken);
                (intent, unfinished) = (null, null);
            }

            target = again;
        }
    }

    /// <summary>Judges and decides as the leader does, so that windows and capacities are warm; keeps it all to itself.</summary>
    private ReconcileResult Follow(Run run, Work work, Target target, MonitorSample sample)
    {
        var now = time.GetUtcNow();
        run.Memory.State = Pipeline.Decide(work.Plan, run.Memory.State, Observe(target, sample), now).State;
        run.Memory.Follow(run.Monitor.Status, now);
        return ReconcileResult.Done;
    }

    private Observation Observe(Target target, MonitorSample sample) =>
        new(sample.Objectives, sample.Load, new(target.Scale.SpecReplicas, pods.Ready(target.Key.Namespace, target.Selector).Count));

    private async Task<(Target? Target, Finding Finding)> LookAsync(V1Alpha1ModelMonitor monitor, Finding finding, CancellationToken cancellationToken)
    {
        var (target, problem) = await targets.FindLiveAsync(monitor, cancellationToken);
        return (target, problem is null ? finding : finding with { Obstacle = problem with { Condition = ConditionType.ScalingActive } });
    }

    private async Task<ScaleResult> ScaleAsync(
        V1Alpha1ModelMonitor monitor, Target target, DecisionRecord record, CancellationToken cancellationToken)
    {
        var seen = target.Scale.Metadata;
        var result = IsOutdated(monitor)
            ? new(ScaleOutcome.Superseded, "the spec was changed or deleted before it was carried out")
            : await scaler.ScaleAsync(new(target.Resource, target.Key, seen.Uid!, seen.ResourceVersion!, record.To), cancellationToken);
        // What somebody has to mend stands out; to be late or overtaken is everyday life.
        var mends = result.Outcome is ScaleOutcome.Forbidden or ScaleOutcome.Refused;
        logger.Log(
            mends ? LogLevel.Warning : LogLevel.Information,
            "decision {DecisionId}: {From} to {To} replicas, {Reason}: {Message} Outcome {Outcome} {Words}",
            record.Id, record.From, record.To, record.Reason, record.Message, result.Outcome, result.Message);
        return result;
    }

    /// <summary>Whether the informer already shows that this spec is not wanted any more.</summary>
    private bool IsOutdated(V1Alpha1ModelMonitor monitor) =>
        !monitors.TryGet(ObjectKey.Of(monitor), out var present)
        || present.Metadata.Uid != monitor.Metadata.Uid
        || present.Metadata.Generation != monitor.Metadata.Generation
        || present.Metadata.DeletionTimestamp is not null;

    private static ConditionReason ReasonOf(ScaleOutcome outcome) => outcome switch
    {
        ScaleOutcome.Conflict => ConditionReason.WriteConflict,
        ScaleOutcome.Forbidden => ConditionReason.Forbidden,
        ScaleOutcome.Gone => ConditionReason.TargetNotFound,
        _ => ConditionReason.ScaleFailed,
    };

    private Task<bool> RecordAsync(Run run, Finding finding, CancellationToken cancellationToken)
    {
        var (before, _) = StatusWriter.Newest(run.Monitor, run.Memory);
        return WriteAsync(run, StatusBuilder.Of(run.Monitor, before, finding, run.Memory, time.GetUtcNow()), cancellationToken);
    }

    private async Task<ReconcileResult> CannotJudgeAsync(Run run, Problem problem, CancellationToken cancellationToken)
    {
        board.Forget(ObjectKey.Of(run.Monitor));
        (run.Memory.LastDecision, run.Memory.LastVerdicts) = (null, []);
        if (!run.Standing.Leads) return ReconcileResult.After(LookAgain);
        if (run.Memory.AdoptedAs is null) run.Memory.Told = Told.From(StatusWriter.Newest(run.Monitor, run.Memory).Status);
        await WriteAsync(run, problem, cancellationToken);
        announcer.Tell(run.Monitor, run.Memory, problem);
        return ReconcileResult.After(LookAgain);
    }

    private async Task<ReconcileResult> WaitForSampleAsync(Run run, CancellationToken cancellationToken)
    {
        // After a restart the predecessor's status stands until the first sample, which comes within moments; only a monitor that
        // was never judged says that it is collecting.
        var isNew = StatusWriter.Newest(run.Monitor, run.Memory).Status?.ObservedGeneration != run.Monitor.Metadata.Generation;
        if (!run.Standing.Leads || !isNew) return ReconcileResult.Done;
        // A first sample mostly comes at once: then saying so is a write for nothing, and of many monitors that are applied together many.
        run.Memory.WaitingSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(run.Memory.WaitingSince.Value) is var waited && waited < Patience) return ReconcileResult.After(Patience - waited);
        var wait = $"the first sample is on its way; it takes up to {interval.TotalSeconds:0} s";
        await WriteAsync(run, new Problem(ConditionType.MetricsAvailable, ConditionReason.Collecting, wait), cancellationToken);
        return ReconcileResult.Done;
    }

    private Task<bool> WriteAsync(Run run, Problem problem, CancellationToken cancellationToken)
    {
        var (before, _) = StatusWriter.Newest(run.Monitor, run.Memory);
        return WriteAsync(run, StatusBuilder.Of(run.Monitor, before, problem, time.GetUtcNow()), cancellationToken);
    }

    private Task<bool> WriteAsync(Run run, ModelMonitorStatus status, CancellationToken cancellationToken) =>
        statuses.WriteAsync(run.Monitor, run.Memory, status, run.Standing.Term, cancellationToken);

    private MonitorMemory MemoryOf(V1Alpha1ModelMonitor monitor)
    {
        var (key, uid) = (ObjectKey.Of(monitor), monitor.Metadata.Uid ?? "");
        var memory = _memories.GetOrAdd(key, _ => new(uid));
        return memory.Uid == uid ? memory : _memories[key] = new(uid);
    }

    /// <summary>One way through the house: the monitor as it was seen, its memory, and as whom.</summary>
    private sealed record Run(V1Alpha1ModelMonitor Monitor, MonitorMemory Memory, Standing Standing);
}
