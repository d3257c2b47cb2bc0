using System.Collections.Concurrent;
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
/// <b>Guarantees</b>: those of <see cref="Enactor"/>; after a conflict it looks and decides again, at most <see cref="MaxAttempts"/> times;
/// a change that a process before recorded and did not carry out is carried out or given up, never forgotten. <b>Assumptions</b>: the queue
/// never runs two reconciles of one key at once. <b>Caveats</b>: the client's fence, not this class, stops a leader whose time is up.
/// </remarks>
/// <param name="reader">Reads specs.</param>
/// <param name="targets">Finds targets.</param>
/// <param name="pods">Finds a target's ready pods.</param>
/// <param name="board">Where samples are.</param>
/// <param name="monitors">All monitors as the informer shows them.</param>
/// <param name="enactor">Carries decisions out.</param>
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
    PodFinder pods,
    SampleBoard board,
    IStore<V1Alpha1ModelMonitor> monitors,
    Enactor enactor,
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
        board.Register(new(key, work.Source, resource.Spec.TargetRef.Name, target.Selector, work.Engine, work.Model, work.Endpoint, work.Indicators));
        if (board.Latest(key) is not { } sample) return await WaitForSampleAsync(run, cancellationToken);
        run.Memory.WaitingSince = null;
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
            var finding = new Finding(work, observation.Replicas, sample.Load, outcome.Verdicts, outcome.Decision, sample, Obstacle: rival);

            if (outcome.Decision is not { IsChange: true } decision)
            {
                memory.Refusal = null;
                (memory.State, var settled) = Unfinished.Settle(unfinished, outcome.State, target, now);
                return finding with { Record = settled };
            }

            if (work.Mode == MonitorMode.Recommend)
            {
                (memory.State, memory.Refusal) = (outcome.State, null);
                return memory.IsRepeated(decision, StatusWriter.Newest(monitor, memory).Status) ? finding : finding with { Record = DecisionRecords.Of(decision, DecisionOutcome.Recommended, now) };
            }

            if (!target.IsLive)
            {
                // What was decided on may be a moment old: an act is decided on what stands at the API server now.
                (var live, finding) = await LookAsync(monitor, finding, cancellationToken);
                if (live is null)
                {
                    memory.State = judged.State;
                    return finding;
                }

                var same = live.Scale.Metadata.ResourceVersion == target.Scale.Metadata.ResourceVersion;
                target = live;
                if (!same) continue;
            }

            (finding, intent, var isConflict) = await enactor.EnactAsync(
                monitor, memory, target, finding, intent, f => RecordAsync(run, f, cancellationToken), cancellationToken);
            var again = default(Target);
            if (isConflict && attempt < MaxAttempts) (again, finding) = await LookAsync(monitor, finding, cancellationToken);
            if (again is null)
            {
                // The judgement of this interval counts, a change that was not made does not.
                memory.State = finding.Record?.Outcome == DecisionOutcome.Applied ? outcome.State : judged.State;
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
