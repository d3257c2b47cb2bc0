using Microsoft.Extensions.Logging;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Carries a decision out: last looks, the intent on record, one scale request, what came of it.</summary>
/// <remarks>
/// <b>Guarantees</b>: a change of replicas stands in status before it is sent; one PATCH per record, pinned by uid and resourceVersion; a
/// refusal that lasts is one record, and is asked again each <see cref="RefusalPause"/>. <b>Assumptions</b>: the target was just read from
/// the API server; one call at a time per monitor. <b>Caveats</b>: after a conflict nothing is sent again; the caller looks and decides anew.
/// </remarks>
/// <param name="monitors">All monitors as the informer shows them.</param>
/// <param name="namespaces">Looks whether a namespace goes away.</param>
/// <param name="scaler">Scales.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where decisions are logged.</param>
public sealed class Enactor(
    IStore<V1Alpha1ModelMonitor> monitors, NamespaceGuard namespaces, Scaler scaler, TimeProvider time, ILogger<Enactor> logger)
{
    /// <summary>How long a scale request that was refused is not sent again: the same question would get the same answer.</summary>
    public static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(30);

    private static readonly EventId Scale = new(1, "scale");

    private static readonly EventId Recommendation = new(2, "recommend");

    /// <summary>Carries out what a finding decided.</summary>
    /// <param name="monitor">The monitor that it was decided for.</param>
    /// <param name="memory">Its memory.</param>
    /// <param name="target">The target as the API server has just shown it.</param>
    /// <param name="finding">The finding, with a decision that is a change.</param>
    /// <param name="intent">The record that stands in status already, or null.</param>
    /// <param name="record">Writes a finding to status.</param>
    /// <param name="cancellationToken">Cancels the requests; one that was sent may have been carried out.</param>
    /// <returns>The finding with what came of it, its record if one was made, and whether the target had changed meanwhile.</returns>
    /// <exception cref="KubernetesException">The namespace could not be read, or the intent not written; nothing was sent.</exception>
    public async Task<(Finding Finding, DecisionRecord? Intent, bool IsConflict)> EnactAsync(
        V1Alpha1ModelMonitor monitor,
        MonitorMemory memory,
        Target target,
        Finding finding,
        DecisionRecord? intent,
        Func<Finding, Task> record,
        CancellationToken cancellationToken)
    {
        var wanted = DecisionRecords.Of(finding.Decision!, DecisionOutcome.Pending, time.GetUtcNow(), target.Scale.Metadata.Uid);
        var refusal = memory.Refusal?.IsOf(wanted) == true ? memory.Refusal : null;
        if (refusal is not null && time.GetElapsedTime(refusal.At) < RefusalPause) return (finding with { Obstacle = refusal.Obstacle }, intent, false);
        if (await namespaces.WhyNotAsync(target.Key.Namespace, cancellationToken) is { } terminating)
            return (finding with { Obstacle = terminating }, intent, false);

        if (intent is null || (intent.From, intent.To) != (wanted.From, wanted.To))
        {
            // Intent first: a successor that finds this record knows that the change may have been made.
            intent = refusal is null ? wanted : wanted with { Id = refusal.Record.Id };
            await record(finding with { Record = intent });
        }

        var result = await ScaleAsync(monitor, target, intent, cancellationToken);
        var obstacle = new Problem(ConditionType.ScalingActive, ReasonOf(result.Outcome), result.Message ?? "the scale request failed");
        memory.Refusal = IsRefusal(result) ? new(intent, obstacle, time.GetTimestamp()) : null;
        if (result.Outcome == ScaleOutcome.Applied) return (finding with { Record = intent with { Outcome = DecisionOutcome.Applied } }, intent, false);
        if (result.Outcome == ScaleOutcome.NotConfirmed)
        {
            // It may still be on its way: the record stays pending, and the next reconcile settles it as a successor would.
            memory.AdoptedAs = null;
            return (finding with { Record = intent, Obstacle = obstacle }, intent, false);
        }

        var failed = finding with { Record = intent with { Outcome = DecisionOutcome.Failed }, Obstacle = obstacle };
        return (failed, intent, result.Outcome == ScaleOutcome.Conflict);
    }

    /// <summary>Logs a decision that is recommended and not carried out.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="record">What is recommended.</param>
    public void Recommend(V1Alpha1ModelMonitor monitor, DecisionRecord record) => logger.LogInformation(
        Recommendation, "{Monitor}: decision {DecisionId}, {From} to {To} replicas, {Reason}: {Message} Outcome {Outcome}",
        ObjectKey.Of(monitor), record.Id, record.From, record.To, record.Reason, record.Message, record.Outcome);

    private async Task<ScaleResult> ScaleAsync(V1Alpha1ModelMonitor monitor, Target target, DecisionRecord record, CancellationToken cancellationToken)
    {
        var seen = target.Scale.Metadata;
        var result = IsOutdated(monitor)
            ? new(ScaleOutcome.Superseded, "the spec was changed or deleted before it was carried out")
            : await scaler.ScaleAsync(new(target.Resource, target.Key, seen.Uid!, seen.ResourceVersion!, record.To), cancellationToken);
        // What somebody has to mend stands out; to be late or overtaken is everyday life.
        logger.Log(
            IsRefusal(result) ? LogLevel.Warning : LogLevel.Information,
            Scale,
            "{Monitor}: decision {DecisionId}, {From} to {To} replicas, {Reason}: {Message} Outcome {Outcome} {Words}",
            ObjectKey.Of(monitor), record.Id, record.From, record.To, record.Reason, record.Message, result.Outcome, result.Message);
        return result;
    }

    /// <summary>Whether the informer already shows that this spec is not wanted any more.</summary>
    private bool IsOutdated(V1Alpha1ModelMonitor monitor) =>
        !monitors.TryGet(ObjectKey.Of(monitor), out var present)
        || present.Metadata.Uid != monitor.Metadata.Uid
        || present.Metadata.Generation != monitor.Metadata.Generation
        || present.Metadata.DeletionTimestamp is not null;

    private static bool IsRefusal(ScaleResult result) => result.Outcome is ScaleOutcome.Forbidden or ScaleOutcome.ActorForbidden or ScaleOutcome.Refused;

    private static ConditionReason ReasonOf(ScaleOutcome outcome) => outcome switch
    {
        ScaleOutcome.Conflict => ConditionReason.WriteConflict,
        ScaleOutcome.Forbidden => ConditionReason.Forbidden,
        ScaleOutcome.ActorForbidden => ConditionReason.ActorForbidden,
        ScaleOutcome.Gone => ConditionReason.TargetNotFound,
        _ => ConditionReason.ScaleFailed,
    };
}
