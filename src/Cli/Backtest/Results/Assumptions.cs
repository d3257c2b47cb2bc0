namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>What a backtest takes for granted, and where each number comes from.</summary>
public sealed class Assumptions
{
    /// <summary>The objective that was judged.</summary>
    public string Objective { get; set; } = "";

    /// <summary>Its bound on the time to the first token, in seconds.</summary>
    public double BoundSeconds { get; set; }

    /// <summary>Share of requests that have to be good.</summary>
    public double Target { get; set; }

    /// <summary>Requests per second that one pod carries within the objective.</summary>
    public double PodRate { get; set; }

    /// <summary>Where that is from.</summary>
    public string PodRateFrom { get; set; } = "";

    /// <summary>Seconds from ordering a pod to its first request.</summary>
    public double ColdStartSeconds { get; set; }

    /// <summary>Where that is from.</summary>
    public string ColdStartFrom { get; set; } = "";

    /// <summary>Mean tokens of a prompt.</summary>
    public double InputTokens { get; set; }

    /// <summary>Mean tokens of an answer.</summary>
    public double OutputTokens { get; set; }

    /// <summary>Where both are from.</summary>
    public string TokensFrom { get; set; } = "";

    /// <summary>Which simulation: <c>fluid</c> or <c>requests</c>.</summary>
    public string Model { get; set; } = "";

    /// <summary>What arrivals were drawn by.</summary>
    public int Seed { get; set; }

    /// <summary>What a reader should know besides: objectives that were left out, numbers that do not fit together.</summary>
    public IList<string> Notes { get; set; } = [];
}
