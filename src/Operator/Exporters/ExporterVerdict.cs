using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Exporters;

/// <summary>What was decided of a target's GPU exporter: what stands, what new pods get, which pod goes.</summary>
/// <param name="Phase">How far it came; null where no exporter is asked for.</param>
/// <param name="IsReady">Whether GPU metrics of the pods are there; null while that is not known.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence with the next step.</param>
public sealed record ExporterVerdict(ExporterPhase? Phase, bool? IsReady, ConditionReason Reason, string Message)
{
    /// <summary>No exporter is asked for, and none is there.</summary>
    public static ExporterVerdict Nothing { get; } = new(null, null, ConditionReason.AsExpected, "");

    /// <summary>What status shall say; null for nothing.</summary>
    public ExporterStatus? Status { get; init; }

    /// <summary>The sidecar that the pods carry or are to carry; null for none.</summary>
    public SidecarRequest? Wanted { get; init; }

    /// <summary>What pods get as they are created; null for nothing.</summary>
    public SidecarRequest? Inject { get; init; }

    /// <summary>Whether only one pod may get it, to prove it.</summary>
    public bool IsCanary { get; init; }

    /// <summary>The pod to evict now; null for none.</summary>
    public V1Pod? Evict { get; init; }

    /// <summary>Whether the last pod lost its sidecar just now.</summary>
    public bool IsJustRemoved { get; init; }

    /// <summary>The same with the cause of a sidecar's not being scraped, where that is known.</summary>
    /// <param name="unselected">The cause, or null.</param>
    public ExporterVerdict Unless(Problem? unselected) => unselected is null || Reason != ConditionReason.NotScraped
        ? this
        : this with { Reason = Enum.Parse<ConditionReason>(unselected.Reason), Message = unselected.Message };

    /// <summary>Whether it is on its way, so that nobody needs to be told of what is missing.</summary>
    public bool IsUnderWay => Reason is ConditionReason.Canary or ConditionReason.RollingOut or ConditionReason.RolloutManual or ConditionReason.Collecting;
}
