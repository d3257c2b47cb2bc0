using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ModelMonitor.Actions;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Exporters;

/// <summary>Keeps a target's GPU exporter as its monitor asks: gathers what is known, lets <see cref="ExporterPlan"/> decide, and evicts.</summary>
/// <remarks>
/// <b>Guarantees</b>: only a leader evicts, one pod of a target at a time, after its intent stands in status. <b>Assumptions</b>: one call
/// at a time per monitor. <b>Caveats</b>: of several monitors of one target the oldest that asks for an exporter counts.
/// </remarks>
/// <param name="reader">Reads what is asked for.</param>
/// <param name="surroundings">What the cluster has and allows.</param>
/// <param name="pods">Finds a target's pods.</param>
/// <param name="monitors">All monitors.</param>
/// <param name="board">Where the webhook reads what new pods get.</param>
/// <param name="evictor">Evicts pods.</param>
/// <param name="canaryDeadline">How long an exporter has to run.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told what could not be looked at.</param>
public sealed class ExporterKeeper(
    SidecarReader reader,
    ExporterSurroundings surroundings,
    PodFinder pods,
    IStore<V1Alpha1ModelMonitor> monitors,
    InjectionBoard board,
    IEvictor evictor,
    TimeSpan canaryDeadline,
    TimeProvider time,
    ILogger<ExporterKeeper> logger)
{
    /// <summary>Pause between two evictions of a target: a watch that lags shows a pod that is gone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>How long a PodDisruptionBudget may keep a pod before that is said.</summary>
    private static readonly TimeSpan BlockedFor = TimeSpan.FromMinutes(10);

    private static readonly Indicator[] GpuIndicators = [Indicator.GpuUtilization, Indicator.GpuMemoryUse, Indicator.GpuTemperature, Indicator.GpuErrors];

    private readonly ConcurrentDictionary<ObjectKey, Tried> _tried = new();
    private volatile Rules _rules = new(reader, canaryDeadline);

    /// <summary>Goes by another configuration from now on.</summary>
    /// <param name="newReader">As the constructor's.</param>
    /// <param name="newDeadline">As the constructor's.</param>
    public void Use(SidecarReader newReader, TimeSpan newDeadline) => _rules = new(newReader, newDeadline);

    /// <summary>Whether a monitor asks for GPU metrics, by word or by an objective.</summary>
    /// <param name="spec">Its spec.</param>
    /// <param name="work">What it asks for.</param>
    public static bool IsAsked(ModelMonitorSpec spec, Work work) => ModeOf(spec, work) != GpuExporterMode.None;

    /// <summary>Decides, and tells the webhook.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="before">Its status as it stands.</param>
    /// <param name="target">Its target.</param>
    /// <param name="finding">What was found of it; a standby gives only work and sample.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>What was decided; null when the API server could not be asked, and everything stays as it is.</returns>
    public async Task<ExporterVerdict?> LookAsync(
        V1Alpha1ModelMonitor monitor, ModelMonitorStatus? before, Target target, ExporterInput finding, CancellationToken cancellationToken)
    {
        try
        {
            return await DecideAsync(monitor, before, target, finding, cancellationToken);
        }
        catch (KubernetesException e)
        {
            // An exporter is never worth a judgement or a scale request.
            logger.LogWarning(e, "{Monitor}: its GPU exporter could not be looked at", ObjectKey.Of(monitor));
            return null;
        }
    }

    private async Task<ExporterVerdict> DecideAsync(
        V1Alpha1ModelMonitor monitor, ModelMonitorStatus? before, Target target, ExporterInput finding, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(monitor);
        var mode = ModeOf(monitor.Spec, finding.Work);
        var living = pods.Living(key.Namespace, target.Selector);
        if (mode == GpuExporterMode.None && before?.Exporter is null && !living.Any(SidecarPods.Carry) || !IsOldest(monitor))
        {
            board.Set(key, null);
            return ExporterVerdict.Nothing;
        }

        var (sidecar, refusal) = mode == GpuExporterMode.None
            ? (null, null)
            : _rules.Reader.Read(
                monitor.Spec.GpuExporter,
                await surroundings.Namespaces.OfAsync(key.Namespace, cancellationToken),
                surroundings.WebhookWhyNot(),
                await surroundings.HasNativeSidecarsAsync(cancellationToken),
                !surroundings.HasPodMonitors());
        var verdict = ExporterPlan.Decide(new()
        {
            Mode = mode,
            Rollout = monitor.Spec.GpuExporter?.Rollout ?? GpuExporterRollout.Auto,
            Monitor = monitor.Spec.Mode,
            Preset = monitor.Spec.GpuExporter?.Preset ?? SidecarReader.DefaultPreset,
            Sidecar = sidecar,
            Refusal = refusal,
            Replicas = target.Scale.SpecReplicas,
            Pods = living,
            PodsMissing = finding.PodsMissing,
            Shown = finding.Sample.GpuPods,
            Before = before?.Exporter,
            CanaryDeadline = _rules.CanaryDeadline,
            Now = time.GetUtcNow(),
        });
        board.Set(key, verdict.Inject is { } inject ? new(target.Selector, inject, verdict.IsCanary) : null);
        return WithTries(key, verdict);
    }

    /// <summary>Evicts the pod that a verdict names, unless one was evicted a moment ago.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="verdict">What was decided; it stands in status already.</param>
    /// <param name="cancellationToken">Cancels the wait; the eviction may have been carried out by then.</param>
    /// <returns>The pod that is on its way out; null when none is.</returns>
    public async Task<string?> ActAsync(ObjectKey monitor, ExporterVerdict verdict, CancellationToken cancellationToken)
    {
        if (verdict.Evict is not { Metadata: { Name: { } name, Uid: { } uid } })
        {
            _tried.TryRemove(monitor, out _);
            return null;
        }

        var last = _tried.GetValueOrDefault(monitor);
        if (last is not null && time.GetElapsedTime(last.At) < Pause) return null;
        var result = await evictor.EvictAsync(new(monitor.Namespace, name), uid, cancellationToken);
        var isBlocked = result.Outcome == EvictionOutcome.Blocked;
        var blockedSince = isBlocked ? last?.BlockedSince ?? time.GetTimestamp() : default(long?);
        _tried[monitor] = new(time.GetTimestamp(), result, blockedSince);
        return result.Outcome == EvictionOutcome.Evicted ? name : null;
    }

    /// <summary>Drops everything about a monitor that is gone.</summary>
    /// <param name="monitor">The monitor.</param>
    public void Forget(ObjectKey monitor)
    {
        board.Forget(monitor);
        _tried.TryRemove(monitor, out _);
    }

    private static GpuExporterMode ModeOf(ModelMonitorSpec spec, Work work) => spec.GpuExporter?.Mode
        ?? (work.Indicators.Any(i => GpuIndicators.Contains(i.Indicator)) ? GpuExporterMode.Auto : GpuExporterMode.None);

    // What became of the last try is part of what stands.
    private ExporterVerdict WithTries(ObjectKey key, ExporterVerdict verdict)
    {
        if (verdict.Evict is null || _tried.GetValueOrDefault(key) is not { } tried) return verdict;
        return tried switch
        {
            { Result.Outcome: EvictionOutcome.Blocked, BlockedSince: { } since } when time.GetElapsedTime(since) >= BlockedFor => verdict with
            {
                Reason = ConditionReason.DisruptionBlocked,
                Message = "a PodDisruptionBudget has kept a pod from being replaced for 10 minutes: allow a disruption, or restart the pods yourself",
            },
            { Result.Outcome: EvictionOutcome.Blocked } => verdict with
            {
                Message = $"a PodDisruptionBudget does not allow {verdict.Evict.Metadata.Name} to be replaced now; it is asked again every 30 s",
            },
            { Result: { Outcome: EvictionOutcome.Forbidden or EvictionOutcome.Failed, Message: { } words } } => verdict with
            {
                Reason = ConditionReason.EvictionFailed,
                Message = OthersWords.Clip(words),
            },
            _ => verdict,
        };
    }

    private bool IsOldest(V1Alpha1ModelMonitor monitor) =>
        monitors.OlderThan(monitor, other => other is { Spec.GpuExporter: not null, Metadata.DeletionTimestamp: null }) is null;

    private sealed record Tried(long At, EvictionResult Result, long? BlockedSince);

    private sealed record Rules(SidecarReader Reader, TimeSpan CanaryDeadline);
}
