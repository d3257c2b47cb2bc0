namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>One row of a load's history; it holds until the next.</summary>
/// <param name="At">Since the history's start, later than the row before.</param>
/// <param name="Rate">Requests that arrived per second, finite and 0 or more; null where nothing is known.</param>
public readonly record struct LoadRow(TimeSpan At, double? Rate)
{
    /// <summary>Replicas that really were asked for, 0 or more; null where nothing is known.</summary>
    public int? Replicas { get; init; }

    /// <summary>Coefficient of variation of the time between two requests, 1 for independent users; null where nothing is known.</summary>
    public double? Variation { get; init; }

    /// <summary>Mean tokens of a prompt; null where nothing is known.</summary>
    public double? InputTokens { get; init; }

    /// <summary>Mean tokens of an answer; null where nothing is known.</summary>
    public double? OutputTokens { get; init; }
}
