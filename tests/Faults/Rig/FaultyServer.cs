namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>One of the servers of a <see cref="FaultyPrometheus"/>.</summary>
/// <param name="fault">What it does when its fault has begun.</param>
public sealed class FaultyServer(Func<FaultyExchange, Task> fault)
{
    private volatile bool _isFaulty;
    private volatile StandInPod _shown = new(2, 0, 20, 0.3);
    private int _rounds;
    private int _asked;

    /// <summary>What it does when its fault has begun.</summary>
    public Func<FaultyExchange, Task> Fault => fault;

    /// <summary>Whether its fault has begun and is not over.</summary>
    public bool IsFaulty
    {
        get => _isFaulty;
        set => _isFaulty = value;
    }

    /// <summary>What each pod shows in a healthy answer.</summary>
    public StandInPod Shown
    {
        get => _shown;
        set => _shown = value;
    }

    /// <summary>Requests so far.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Rounds of questions so far.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    internal int Count(bool beginsRound)
    {
        Interlocked.Increment(ref _asked);
        return beginsRound ? Interlocked.Increment(ref _rounds) : Volatile.Read(ref _rounds);
    }
}
