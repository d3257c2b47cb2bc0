using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Exporters;

/// <summary>
/// Decides how a target's pods come by a GPU exporter: look first whether one shows them; add a sidecar only where that was asked for and
/// is allowed; to one pod first; withdraw it where it fails; replace the other pods one at a time. Pure.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: no pod is evicted for want of an exporter while a pod is missing or not ready, and never the only one; a pod whose
/// exporter failed is evicted whatever the others do, because it is our doing that it is not ready. <b>Caveats</b>: pods that are created
/// in the same instant may be admitted by different operator pods, each of which allows one canary.
/// </remarks>
public static class ExporterPlan
{
    /// <summary>How long a ready pod may go without being shown: a scrape of the exporter, one of Prometheus and one of ours.</summary>
    public static readonly TimeSpan ShownWithin = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a phase stands before a pod is evicted for it: by then every operator pod has read it and gives new pods what it says.
    /// </summary>
    public static readonly TimeSpan Settles = TimeSpan.FromSeconds(20);

    /// <summary>How long after a pod came back unchanged another is evicted at the earliest.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(10);

    /// <summary>Decides.</summary>
    /// <param name="facts">What is known.</param>
    public static ExporterVerdict Decide(ExporterFacts facts)
    {
        var carrying = facts.Pods.Where(SidecarPods.Carry).ToList();
        var isWanted = facts.Mode switch
        {
            GpuExporterMode.Sidecar => true,
            // Its own series are no reason to take a sidecar away again; and what is not known is no reason to add one.
            GpuExporterMode.Auto => facts.Pods.Any(SidecarPods.HaveClaims) && (carrying.Count > 0 || Unseen(facts) is { Count: > 0 }),
            _ => false,
        };
        if (!isWanted && carrying.Count > 0) return Remove(facts, carrying);
        if (facts.Mode == GpuExporterMode.None) return ExporterVerdict.Nothing with { IsJustRemoved = facts.Before?.Phase == nameof(ExporterPhase.Removing) };
        if (!isWanted) return Observe(facts);
        if (facts.Sidecar is { NeedsClaims: true } && facts.Pods.Count > 0 && !facts.Pods.Any(SidecarPods.HaveClaims))
            return Refuse(facts with { Refusal = ClaimsMissing(facts.Preset) }, carrying.Count);
        return facts.Sidecar is { } sidecar && facts.Refusal is null ? Add(facts, sidecar, SidecarPatch.RevisionOf(sidecar)) : Refuse(facts, carrying.Count);
    }

    private static Problem ClaimsMissing(string preset) => new(ConditionType.ExporterReady, ConditionReason.InjectionRefused,
        $"the exporter {preset} can be a sidecar only of pods whose GPU is a resource claim, which it shares; run it on the nodes, and set mode Auto");

    private static ExporterVerdict Observe(ExporterFacts facts)
    {
        var (ready, reason, message) = Unseen(facts) switch
        {
            null => (default(bool?), ConditionReason.Collecting, "whether an exporter shows the pods is not known: the metrics source did not say, or cannot"),
            [] when !facts.Pods.Any(p => facts.Shown!.Contains(p.Metadata.Name!)) => (null, ConditionReason.Collecting, "no pod has been ready for long enough to be shown"),
            [] => (true, ConditionReason.AsExpected, "a node's exporter shows the pods"),
            var unseen => (false, ConditionReason.NoGpuSeries,
                $"the metrics source has no GPU series of {Some(unseen)}: run an exporter on the nodes and have it scraped, or set spec.gpuExporter.mode to Sidecar"),
        };
        return Verdict(facts, ExporterPhase.Observed, null, 0, ready, reason, message);
    }

    private static ExporterVerdict Refuse(ExporterFacts facts, int carrying)
    {
        var problem = facts.Refusal ?? new(ConditionType.ExporterReady, ConditionReason.InjectionRefused, "there is no sidecar to add");
        return Verdict(facts, ExporterPhase.Refused, null, carrying, false, Enum.Parse<ConditionReason>(problem.Reason), problem.Message);
    }

    private static ExporterVerdict Remove(ExporterFacts facts, List<V1Pod> carrying)
    {
        var (go, reason, message) = Next(facts, ExporterPhase.Removing, null, carrying, $"lose the GPU exporter: {Some(carrying)}");
        return Verdict(facts, ExporterPhase.Removing, null, carrying.Count, false, reason, message) with { Evict = go };
    }

    private static ExporterVerdict Add(ExporterFacts facts, SidecarRequest sidecar, string revision)
    {
        var carrying = facts.Pods.Where(p => SidecarPods.Carry(p, revision)).ToList();
        var before = facts.Before is { Phase: { } phase } status && status.Revision == revision ? phase : null;
        var failed = carrying.Select(p => (Pod: p, Why: FailureOf(p, facts, before))).FirstOrDefault(p => p.Why is not null);
        if (failed.Why is not null || before == nameof(ExporterPhase.Withdrawn) || WasNotMade(facts, before) is not null)
            return Withdraw(facts, revision, carrying.Count, failed.Pod, failed.Why ?? WasNotMade(facts, before));

        var isProven = carrying.Any(SidecarPods.Prove) || before is nameof(ExporterPhase.Rolling) or nameof(ExporterPhase.Injected);
        var without = facts.Pods.Where(p => !SidecarPods.Carry(p, revision) && IsMeant(p, sidecar)).ToList();
        // Recommending is not adding.
        var inject = facts.Monitor == MonitorMode.Recommend ? null : sidecar;
        if (!isProven)
        {
            if (carrying.Count > 0)
                return Verdict(facts, ExporterPhase.Canary, revision, carrying.Count, false, ConditionReason.Canary, $"{Some(carrying)} carries the GPU exporter; the others wait until it is ready") with { Wanted = sidecar };
            var (first, why, words) = Next(facts, ExporterPhase.Canary, revision, without, "get the GPU exporter, one first");
            return Verdict(facts, ExporterPhase.Canary, revision, 0, false, why == ConditionReason.RollingOut ? ConditionReason.Canary : why, words) with { Wanted = sidecar, Inject = inject, IsCanary = true, Evict = first };
        }

        if (without.Count > 0)
        {
            var (next, why, words) = Next(facts, ExporterPhase.Rolling, revision, without, $"get the GPU exporter: {Some(without)}");
            return Verdict(facts, ExporterPhase.Rolling, revision, carrying.Count, false, why, words) with { Wanted = sidecar, Inject = inject, Evict = next };
        }

        var (ready, reason, message) = Unseen(facts) switch
        {
            null => (true, ConditionReason.AsExpected, "every pod carries the GPU exporter; the metrics source cannot say whether it is scraped"),
            [] => (true, ConditionReason.AsExpected, "every pod carries the GPU exporter, and the metrics source has its series"),
            var unseen => (false, ConditionReason.NotScraped,
                $"every pod carries the GPU exporter, and the metrics source has no GPU series of {Some(unseen)}: scrape the port {SidecarPatch.PortName}"),
        };
        return Verdict(facts, ExporterPhase.Injected, revision, carrying.Count, ready, reason, message) with { Wanted = sidecar, Inject = inject };
    }

    private static ExporterVerdict Withdraw(ExporterFacts facts, string revision, int carrying, V1Pod? failed, string? why)
    {
        var message = why is null
            ? "the GPU exporter failed in a pod and was withdrawn; it is tried again when image, preset or configuration change"
            : $"the GPU exporter {(failed is null ? "is withdrawn" : $"failed in {failed.Metadata.Name}")}: {why}; it is tried again when image, preset or configuration change";
        return Verdict(facts, ExporterPhase.Withdrawn, revision, carrying, false, ConditionReason.ExporterFailed, message) with { Evict = failed };
    }

    // A pod that waits for a GPU does so for good reasons; only the first, in place of one that ran, tells of the sidecar's own requests.
    private static string? FailureOf(V1Pod pod, ExporterFacts facts, string? before) =>
        SidecarPods.FailureOf(pod, facts.CanaryDeadline, facts.Now)
        ?? (before == nameof(ExporterPhase.Canary) ? SidecarPods.Unschedulable(pod, facts.CanaryDeadline, facts.Now) : null);

    // With the sidecar a pod is another one: what refuses it now may have taken it before.
    private static string? WasNotMade(ExporterFacts facts, string? before) =>
        before is nameof(ExporterPhase.Canary) or nameof(ExporterPhase.Rolling) && facts.Pods.Count < facts.Replicas ? facts.PodsMissing : null;

    /// <summary>The next pod to replace, and what is to be said of it.</summary>
    private static (V1Pod? Pod, ConditionReason Reason, string Message) Next(
        ExporterFacts facts, ExporterPhase phase, string? revision, List<V1Pod> waiting, string what)
    {
        if (facts.Rollout == GpuExporterRollout.Manual)
            return (null, ConditionReason.RolloutManual, $"spec.gpuExporter.rollout is Manual: restart these pods, so that they {what}");
        if (facts.Monitor != MonitorMode.Enforce)
            return (null, ConditionReason.RolloutManual, $"spec.mode is {facts.Monitor}: no pod is evicted; restart these pods, so that they {what}");
        if (facts.Replicas < 2)
            return (null, ConditionReason.RolloutManual, $"the only pod is not evicted; restart it, or scale to 2, so that pods {what}");
        var settled = facts.Before is { Since: { } since } before && before.Phase == phase.ToString() && before.Revision == revision ? since + Settles : facts.Now + Settles;
        if (CameBackUnchanged(facts, waiting, settled) is { } newest && facts.Now - newest.Created < RetryAfter(newest.Created - settled))
        {
            return (null, ConditionReason.NotInjected,
                $"{newest.Name} came back unchanged, so no further pod is evicted for a while: a quota or another policy refused it with the exporter (see the Events of its ReplicaSet), the pod itself forbids it (see the operator's log), or the API server did not reach the webhook; restart it to try again at once");
        }

        var isWhole = facts.Now >= settled && facts.Pods.Count >= facts.Replicas && facts.Pods.All(p => p.IsReady());
        var next = isWhole ? waiting.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal).FirstOrDefault() : null;
        return (next, ConditionReason.RollingOut, $"pods are replaced one at a time, each when all are ready, so that they {what}");
    }

    // Evicted again and again, pods that come back as they were would serve nobody; but one missed call of the webhook is no reason to
    // wait for a person. Waiting as long as it has gone on already makes that 10, 20, 40, 80 minutes, and needs no memory.
    private static TimeSpan RetryAfter(TimeSpan wentOn) => wentOn > FirstRetry ? wentOn : FirstRetry;

    private static (string Name, DateTimeOffset Created)? CameBackUnchanged(ExporterFacts facts, List<V1Pod> waiting, DateTimeOffset settled) =>
        waiting.Where(p => p.Metadata.CreationTimestamp > settled).MaxBy(p => p.Metadata.CreationTimestamp) is { Metadata: { Name: { } name, CreationTimestamp: { } created } }
        && facts.Pods.All(p => p.Metadata.CreationTimestamp <= created)
            ? (name, created)
            : null;

    private static bool IsMeant(V1Pod pod, SidecarRequest sidecar) => !sidecar.NeedsClaims || SidecarPods.HaveClaims(pod);

    /// <summary>Pods that should be shown by now and are not; null where that is not known.</summary>
    private static List<V1Pod>? Unseen(ExporterFacts facts) => facts.Shown is not { } shown ? null :
        [.. facts.Pods.Where(p => p.IsReady() && !shown.Contains(p.Metadata.Name!) && p.Find("Ready")!.LastTransitionTime is var since && !(facts.Now - since < ShownWithin))];

    private static string Some(List<V1Pod> pods)
    {
        var first = pods.Select(p => p.Metadata.Name!).Order(StringComparer.Ordinal).First();
        return pods.Count == 1 ? first : $"{first} and {pods.Count - 1} more";
    }

    private static ExporterVerdict Verdict(
        ExporterFacts facts, ExporterPhase phase, string? revision, int pods, bool? ready, ConditionReason reason, string message)
    {
        var isSame = facts.Before?.Phase == phase.ToString() && facts.Before.Revision == revision;
        return new(phase, ready, reason, message)
        {
            Status = new() { Preset = facts.Preset, Phase = phase.ToString(), Revision = revision, Pods = pods, Since = isSame ? facts.Before!.Since : facts.Now },
        };
    }
}
