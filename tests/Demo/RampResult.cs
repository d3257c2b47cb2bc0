using ModelMonitor.Resources;

namespace ModelMonitor.Demo;

/// <summary>What a ramp showed. Everything but the warm-up's length is of the time after it.</summary>
public sealed record RampResult
{
    /// <summary>Replicas that the target asked for when the load began to grow.</summary>
    public required int BeganAt { get; init; }

    /// <summary>How long the warm-up took.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>What had been learned by its end, as status says it; null when nothing was.</summary>
    public LearnedStatus? Learned { get; init; }

    /// <summary>What the clients felt, minute by minute.</summary>
    public required IReadOnlyList<LoadMinute> Minutes { get; init; }

    /// <summary>Replicas that the Deployment asked for at the end.</summary>
    public required int Desired { get; init; }

    /// <summary>Decisions that were made, oldest first.</summary>
    public required IReadOnlyList<DecisionRecord> Decisions { get; init; }

    /// <summary>How often the Deployment's spec was changed: each change raises its generation by one.</summary>
    public required long SpecChanges { get; init; }

    /// <summary>The pod that led until it was killed.</summary>
    public required string KilledLeader { get; init; }

    /// <summary>When it was killed.</summary>
    public required DateTimeOffset KilledAt { get; init; }

    /// <summary>The pod that led at the end.</summary>
    public required string LastLeader { get; init; }

    /// <summary>The leader's terms before the kill and at the end, as status has them.</summary>
    public required (long? Before, long? After) Terms { get; init; }

    /// <summary>The lag of the worst minute.</summary>
    public Lag Lag => Minutes.Aggregate(default(Lag), (lag, minute) => lag.Or(minute.Lag));
}
