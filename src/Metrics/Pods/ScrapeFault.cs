using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Why a pod could not be scraped.</summary>
/// <param name="Reason">In the words of readings.</param>
/// <param name="Detail">A clause whose subject is the pod; nothing of the pod's own words, for whom they might be secret.</param>
internal sealed record ScrapeFault(UnknownReason Reason, string Detail);
