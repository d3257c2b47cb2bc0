namespace ModelMonitor.Simulation;

/// <summary>
/// A trace turned into arrivals: for each second the rate that really holds in it, and how many requests arrive. Bursts are a rate
/// that itself is random: drawn each second from a Gamma distribution with the trace's mean, and so wide that the counts have the
/// variance of a renewal process with the trace's coefficient of variation (<c>variance / mean = CV²</c>). Given the rate, arrivals
/// are Poisson.
/// </summary>
/// <remarks>
/// Guarantees: the same trace and seed give the same numbers on every machine; immutable; safe from any number of threads. One
/// instance may serve any number of simulations, which then see the very same arrivals.
/// Caveats: seconds are independent of each other, given the trace.
/// </remarks>
public sealed class ArrivalCounts
{
    /// <summary>
    /// The range that coefficients of variation are cut to. Below 1 nothing is more even than Poisson; the largest in public traces
    /// (hundreds) are single clients that send in one lump after hours of silence.
    /// </summary>
    internal const double LeastVariation = 1, MostVariation = 8;

    private readonly float[] _rates;
    private readonly int[] _counts;

    /// <summary>Draws them.</summary>
    /// <param name="trace">What to draw from.</param>
    /// <param name="seed">Any number; another one, other arrivals.</param>
    public ArrivalCounts(ArrivalTrace trace, int seed)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Trace = trace;
        _rates = new float[trace.Seconds];
        _counts = new int[trace.Seconds];
        var random = new SeededRandom(seed);
        for (var i = 0; i < trace.Seconds; i++)
        {
            var mean = trace.Rates[i];
            var variation = Math.Clamp(trace.Variation(i), LeastVariation, MostVariation);
            var extra = (variation * variation) - 1;
            var rate = extra > 0 && mean > 0 ? extra * random.Gamma(mean / extra) : mean;
            _rates[i] = (float)rate;
            _counts[i] = random.Poisson(rate);
        }
    }

    /// <summary>What they were drawn from.</summary>
    public ArrivalTrace Trace { get; }

    /// <summary>Requests per second that arrivals of a second are drawn with; 0 or more.</summary>
    public ReadOnlySpan<float> Rates => _rates;

    /// <summary>Requests that arrive in a second.</summary>
    public ReadOnlySpan<int> Counts => _counts;
}
