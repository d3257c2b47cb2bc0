namespace ModelMonitor.Decisions;

/// <summary>A change of replicas that was made.</summary>
/// <param name="Time">When.</param>
/// <param name="From">Replicas before.</param>
/// <param name="To">Replicas after.</param>
public sealed record PastChange(DateTimeOffset Time, int From, int To);
