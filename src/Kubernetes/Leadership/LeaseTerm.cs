namespace ModelMonitor.Kubernetes;

/// <summary>A time of leadership. It ends by itself, also when nobody is told.</summary>
/// <param name="Number">Rises with every change of leader; ≥ 1. To be stored with what the leader decides.</param>
/// <param name="Deadline">
/// Until when the leader may act, as a timestamp of its own monotonic clock: the moment before the last successful renewal was
/// sent, plus the renew deadline. Counted from the answer, a slow one would stretch it beyond what others wait for.
/// </param>
public sealed record LeaseTerm(long Number, long Deadline)
{
    /// <summary>How much is left; zero or less when it is over.</summary>
    /// <param name="time">The clock of the elector that gave the term.</param>
    public TimeSpan Remaining(TimeProvider time) => time.GetElapsedTime(time.GetTimestamp(), Deadline);
}
