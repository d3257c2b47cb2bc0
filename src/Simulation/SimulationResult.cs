namespace ModelMonitor.Simulation;

/// <summary>What a policy came to in a simulation.</summary>
public sealed record SimulationResult
{
    /// <summary>The policy, as <see cref="IScalingPolicy.Name"/> gives it.</summary>
    public required string Policy { get; init; }

    /// <summary>Length of the simulation.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Requests that arrived.</summary>
    public required double Requests { get; init; }

    /// <summary>Those whose first token came later than the bound, or not before the end.</summary>
    public required double BadRequests { get; init; }

    /// <summary>Share of requests that were bad, 0 to 1; 0 without a request.</summary>
    public double BadShare => Requests > 0 ? BadRequests / Requests : 0;

    /// <summary>Minutes in which more than 5 % of the requests that arrived were bad.</summary>
    public required int ViolationMinutes { get; init; }

    /// <summary>99th percentile of the time to the first token, in seconds.</summary>
    public required double FirstTokenP99 { get; init; }

    /// <summary>What it cost: hours of pods, those that start and those that drain included.</summary>
    public required double PodHours { get; init; }

    /// <summary>Times that the wanted replicas were changed.</summary>
    public required int Changes { get; init; }

    /// <summary>Changes up after one down, and down after one up.</summary>
    public required int DirectionChanges { get; init; }

    /// <summary>The same per day.</summary>
    public double DirectionChangesPerDay => DirectionChanges / Duration.TotalDays;

    /// <summary>Minute by minute, oldest first, where <see cref="SimulationOptions.KeepTimeline"/> asked for it; else empty.</summary>
    public IReadOnlyList<TimelinePoint> Timeline { get; init; } = [];
}
