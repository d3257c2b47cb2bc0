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
/// the intent, act, tell. It never asks the metrics source; samplers do, and wake it.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: a change of replicas stands in status before it is sent; one PATCH per record, pinned by uid and
/// resourceVersion; after a conflict it looks and decides again, at most <see cref="MaxAttempts"/> times. <b>Assumptions</b>: the
/// queue never runs two reconciles of one key at once. <b>Caveats</b>: there is no leader election yet, so one replica has to run.
/// </remarks>
/// <param name="reader">Reads specs.</param>
/// <param name="targets">Finds targets.</param>
/// <param name="pods">Finds a target's ready pods.</param>
/// <param name="board">Where samples are.</param>
/// <param name="scaler">Scales.</param>
/// <param name="statuses">Writes status.</param>
/// <param name="announcer">Tells people.</param>
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
    Scaler scaler,
    StatusWriter statuses,
    Announcer announcer,
    TimeSpan interval,
    TimeProvider time,
    ILogger<ModelMonitorReconciler> logger) : IReconciler<V1Alpha1ModelMonitor>
{
    /// <summary>How often one reconcile looks and decides again after a conflict (design: 5).</summary>
    public const int MaxAttempts = 5;

    /// <summary>When a monitor that cannot be judged is looked at again without an event (a target or a right may appear).</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ObjectKey, MonitorMemory> _memories = new();

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
        var memory = MemoryOf(resource);
        var (work, problem) = reader.Read(resource);
        var target = default(Target);
        if (work is not null) (target, problem) = await targets.FindAsync(resource, cancellationToken);
        if (work is null || target is null) return await CannotJudgeAsync(resource, memory, problem!, cancellationToken);

        var key = ObjectKey.Of(resource);
        board.Register(new(key, work.Source, target.Selector, work.Engine, work.Model, work.Indicators));
        if (board.Latest(key) is not { } sample)
        {
            problem = new(ConditionType.MetricsAvailable, ConditionReason.Collecting, $"the first sample is on its way; it takes up to {interval.TotalSeconds:0} s");
            return await WaitForSampleAsync(resource, memory, problem, cancellationToken);
        }

        var finding = await JudgeAndActAsync(resource, memory, work, target, sample, cancellationToken);
        await RecordAsync(resource, memory, finding, cancellationToken);
        announcer.Tell(resource, memory, finding);
        (memory.LastDecision, memory.LastVerdicts) = (finding.Decision, finding.Verdicts);
        return ReconcileResult.Done;
    }

    private async Task<Finding> JudgeAndActAsync(
        V1Alpha1ModelMonitor monitor, MonitorMemory memory, Work work, Target target, MonitorSample sample, CancellationToken cancellationToken)
    {
        DecisionRecord? intent = null;
        for (var attempt = 1; ; attempt++)
        {
            var now = time.GetUtcNow();
            var ready = pods.Ready(target.Key.Namespace, target.Selector).Count;
            var observation = new Observation(sample.Objectives, sample.Load, new(target.Scale.SpecReplicas, ready));
            var judged = Pipeline.Judge(work.Plan, memory.State, observation, now);
            var outcome = work.Mode == MonitorMode.Paused ? judged : Pipeline.Decide(work.Plan, memory.State, observation, now);
            var finding = new Finding(work, observation.Replicas, sample.Load, outcome.Verdicts, outcome.Decision);

            if (outcome.Decision is not { IsChange: true } decision)
            {
                memory.State = outcome.State;
                return finding;
            }

            if (work.Mode == MonitorMode.Recommend)
            {
                memory.State = outcome.State;
                var repeated = memory.LastDecision is { IsChange: true } last && last.To == decision.To && last.From == decision.From;
                return repeated ? finding : finding with { Record = DecisionRecords.Of(decision, DecisionOutcome.Recommended, now) };
            }

            if (intent is null || (intent.From, intent.To) != (decision.From, decision.To))
            {
                // Intent first: a successor that finds this record knows that the change may have been made.
                intent = DecisionRecords.Of(decision, DecisionOutcome.Pending, now);
                await RecordAsync(monitor, memory, finding with { Record = intent }, cancellationToken);
            }

            var result = await ScaleAsync(target, intent, cancellationToken);
            if (result.Outcome == ScaleOutcome.Applied)
            {
                memory.State = outcome.State;
                return finding with { Record = DecisionRecords.With(intent, DecisionOutcome.Applied) };
            }

            var failed = finding with { Record = DecisionRecords.With(intent, DecisionOutcome.Failed), ScaleFailure = result.Message };
            var (again, problem) = result.Outcome == ScaleOutcome.Conflict && attempt < MaxAttempts
                ? await targets.FindAsync(monitor, cancellationToken)
                : default;
            if (again is null)
            {
                // The judgement of this interval counts, the change that was not made does not.
                memory.State = judged.State;
                return problem is null ? failed : failed with { ScaleFailure = problem.Message };
            }

            if (again.Scale.Metadata.Uid != target.Scale.Metadata.Uid)
            {
                // Another object of the same name: what was decided for the old one ends here.
                await RecordAsync(monitor, memory, failed, cancellationToken);
                intent = null;
            }

            target = again;
        }
    }

    private async Task<ScaleResult> ScaleAsync(Target target, DecisionRecord record, CancellationToken cancellationToken)
    {
        var seen = target.Scale.Metadata;
        var result = await scaler.ScaleAsync(new(target.Resource, target.Key, seen.Uid!, seen.ResourceVersion!, record.To), cancellationToken);
        logger.LogInformation(
            "decision {DecisionId}: {From} to {To} replicas, {Reason}: {Message} Outcome {Outcome} {Words}",
            record.Id, record.From, record.To, record.Reason, record.Message, result.Outcome, result.Message);
        return result;
    }

    private Task<bool> RecordAsync(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Finding finding, CancellationToken cancellationToken)
    {
        var (before, _) = StatusWriter.Newest(monitor, memory);
        return statuses.WriteAsync(monitor, memory, StatusBuilder.Of(monitor, before, finding, memory, time.GetUtcNow()), cancellationToken);
    }

    private async Task<ReconcileResult> CannotJudgeAsync(
        V1Alpha1ModelMonitor monitor, MonitorMemory memory, Problem problem, CancellationToken cancellationToken)
    {
        board.Forget(ObjectKey.Of(monitor));
        (memory.LastDecision, memory.LastVerdicts) = (null, []);
        await WriteAsync(monitor, memory, problem, cancellationToken);
        announcer.Tell(monitor, memory, problem);
        return ReconcileResult.After(LookAgain);
    }

    private async Task<ReconcileResult> WaitForSampleAsync(
        V1Alpha1ModelMonitor monitor, MonitorMemory memory, Problem collecting, CancellationToken cancellationToken)
    {
        // After a restart the predecessor's status stands until the first sample, which comes within moments; only a monitor that
        // was never judged says that it is collecting.
        if (StatusWriter.Newest(monitor, memory).Status?.ObservedGeneration != monitor.Metadata.Generation)
            await WriteAsync(monitor, memory, collecting, cancellationToken);
        return ReconcileResult.Done;
    }

    private Task<bool> WriteAsync(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Problem problem, CancellationToken cancellationToken)
    {
        var (before, _) = StatusWriter.Newest(monitor, memory);
        return statuses.WriteAsync(monitor, memory, StatusBuilder.Of(monitor, before, problem, time.GetUtcNow()), cancellationToken);
    }

    private MonitorMemory MemoryOf(V1Alpha1ModelMonitor monitor)
    {
        var key = ObjectKey.Of(monitor);
        var memory = _memories.GetOrAdd(key, _ => MonitorMemory.Of(monitor, time.GetUtcNow()));
        if (memory.Uid == monitor.Metadata.Uid) return memory;
        return _memories[key] = MonitorMemory.Of(monitor, time.GetUtcNow());
    }
}
