namespace ModelMonitor.Demo;

/// <summary>What a healing scenario showed.</summary>
public sealed record HealingResult
{
    /// <summary>Every row of the timeline, one every 5 seconds.</summary>
    public required IReadOnlyList<TimelineRow> Timeline { get; init; }

    /// <summary>How many of its first rows are from before the monitor was enforced.</summary>
    public int PausedRows { get; init; }

    /// <summary>Whether clients were served within the bound again while the load was still on.</summary>
    public bool Healed { get; init; }

    /// <summary>Whether replicas came back to the minimum after the load was gone.</summary>
    public bool ScaledDown { get; init; }

    /// <summary>From the breach being visible in Prometheus to the first scale decision; negative when it scaled before; null when either is missing.</summary>
    public TimeSpan? BreachToScale { get; init; }

    /// <summary>p95 that clients measured before the overload, in seconds.</summary>
    public double? ClientP95Before { get; init; }

    /// <summary>Worst p95 that clients measured, in seconds.</summary>
    public double? ClientP95Worst { get; init; }

    /// <summary>p95 that clients measured when healed, with the overload still on, in seconds.</summary>
    public double? ClientP95After { get; init; }

    /// <summary>Requests that failed, over all phases.</summary>
    public long FailedRequests { get; init; }

    /// <summary>Requests answered, over all phases.</summary>
    public long CompletedRequests { get; init; }

    /// <summary>From the begin of the overload to healed.</summary>
    public TimeSpan? TimeToHeal { get; init; }

    /// <summary>How late requests were sent, in the worst phase.</summary>
    public Lag Lag { get; init; }
}
