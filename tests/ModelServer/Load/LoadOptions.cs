namespace ModelMonitor.ModelServer.Load;

/// <summary>Limits of a load generator; the defaults do for tests.</summary>
public sealed record LoadOptions
{
    /// <summary>How far back the reported percentiles look.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// When a client gives up. It bounds the backlog of an overloaded server, which new servers beside it cannot take over.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Arrivals beyond so many open requests fail at once, so that an overload cannot eat this machine.</summary>
    public int MaxInFlight { get; init; } = 1000;

    /// <summary>No arrivals after so many.</summary>
    public long MaxRequests { get; init; } = 1_000_000;

    /// <summary>Told of each request that is over, from any thread; not of those that the run's end broke off. It must not throw.</summary>
    public Action<RequestOutcome>? Ended { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where requests go; null for the network.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
