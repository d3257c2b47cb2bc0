using System.Globalization;

namespace ModelMonitor.Demo;

/// <summary>What the clients felt in one minute; requests count where they were to be sent.</summary>
/// <param name="Minute">Since the load began, from 0.</param>
/// <param name="Requests">All that are over.</param>
/// <param name="Bad">Those of them that failed or saw their first token after the bound.</param>
/// <param name="Failed">Those of them that failed.</param>
/// <param name="Lag">How late they were sent.</param>
public sealed record LoadMinute(int Minute, int Requests, int Bad, int Failed, Lag Lag)
{
    /// <summary>Largest share of bad requests of a minute that is not violated: what a p95 allows.</summary>
    public const double Allowed = 0.05;

    /// <summary>Share of bad requests, 0 to 1.</summary>
    public double BadShare => Requests > 0 ? (double)Bad / Requests : 0;

    /// <summary>Whether the clients would say that the objective was broken.</summary>
    public bool IsViolated => BadShare > Allowed;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"minute {Minute}: {Requests} requests, {Bad} bad ({BadShare * 100:0.0} %), {Failed} failed, lag p99 {Lag.P99 * 1000:0} ms, largest {Lag.Max * 1000:0} ms{(IsViolated ? ", VIOLATED" : "")}");
}
