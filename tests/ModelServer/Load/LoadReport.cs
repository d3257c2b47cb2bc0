using System.Text.Json.Serialization;

namespace ModelMonitor.ModelServer.Load;

/// <summary>What the clients saw. Latencies in seconds, from the scheduled arrival; null when no answer came in the window.</summary>
public sealed record LoadReport
{
    /// <summary>Seconds since the start.</summary>
    [JsonPropertyName("t")]
    public double Seconds { get; set; }

    /// <summary>True on the last line, whose latencies are over the whole run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Summary { get; set; }

    /// <summary>Arrivals a second, counted over the last 10 s (summary: over the whole run).</summary>
    public double OfferedRps { get; set; }

    /// <summary>Requests answered in full since the start.</summary>
    public long Completed { get; set; }

    /// <summary>Requests refused, broken off, timed out or never sent since the start.</summary>
    public long Failed { get; set; }

    /// <summary>Median time to first token.</summary>
    public double? TtftP50 { get; set; }

    /// <summary>95th percentile of the time to first token.</summary>
    public double? TtftP95 { get; set; }

    /// <summary>99th percentile of the time to first token.</summary>
    public double? TtftP99 { get; set; }

    /// <summary>95th percentile of the time to the last token.</summary>
    public double? E2eP95 { get; set; }

    /// <summary>99th percentile of how much later than scheduled requests were sent: whether the sender kept up with its own plan.</summary>
    public double? LagP99 { get; set; }

    /// <summary>The largest such delay.</summary>
    public double? LagMax { get; set; }

    /// <summary>Requests sent and not yet answered.</summary>
    public int InFlight { get; set; }

    /// <summary>Targets known at the last arrival.</summary>
    public int Targets { get; set; }

    /// <summary>Why the last failed request failed; left out while none has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastError { get; set; }
}
