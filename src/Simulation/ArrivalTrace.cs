namespace ModelMonitor.Simulation;

/// <summary>
/// Requests per second over time, second by second, with how bursty they are inside a second's rate and which seconds a metrics
/// source has no data of. Turned into arrivals by a seed, always the same ones.
/// </summary>
/// <remarks>Guarantees: immutable; safe from any number of threads.</remarks>
public sealed class ArrivalTrace
{
    private readonly double[] _rates;
    private readonly double[]? _variations;
    private readonly bool[]? _outages;

    /// <summary>A trace.</summary>
    /// <param name="name">What tables call it.</param>
    /// <param name="rates">Requests per second in each second: finite, 0 or more; at least one.</param>
    /// <param name="variations">
    /// Coefficient of variation (standard deviation over mean) of the gaps between arrivals in each second, 0 or more; null for Poisson
    /// arrivals (1).
    /// </param>
    /// <param name="outages">Seconds in which nothing can be scraped; null for none.</param>
    /// <exception cref="ArgumentException">No second at all, lengths differ, or a number is out of its range.</exception>
    public ArrivalTrace(string name, ReadOnlySpan<double> rates, ReadOnlySpan<double> variations = default, ReadOnlySpan<bool> outages = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (rates.Length == 0) throw new ArgumentException("a trace needs at least one second", nameof(rates));
        if (variations.Length > 0 && variations.Length != rates.Length) throw new ArgumentException("one for each second", nameof(variations));
        if (outages.Length > 0 && outages.Length != rates.Length) throw new ArgumentException("one for each second", nameof(outages));
        Check(rates, nameof(rates));
        Check(variations, nameof(variations));
        Name = name;
        _rates = rates.ToArray();
        _variations = variations.Length > 0 ? variations.ToArray() : null;
        _outages = outages.Contains(true) ? outages.ToArray() : null;
    }

    private ArrivalTrace(double[] rates, double[]? variations, bool[]? outages, string name) =>
        (Name, _rates, _variations, _outages) = (name, rates, variations, outages);

    /// <summary>What tables call it.</summary>
    public string Name { get; }

    /// <summary>Its length in seconds, 1 or more.</summary>
    public int Seconds => _rates.Length;

    /// <summary>Its length.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(_rates.Length);

    /// <summary>Requests per second, for each second.</summary>
    public ReadOnlySpan<double> Rates => _rates;

    /// <summary>Mean requests per second.</summary>
    public double MeanRate => _rates.Average();

    /// <summary>Requests per second in the busiest minute (the busiest <see cref="Seconds"/> where the trace is shorter).</summary>
    public double PeakMinute
    {
        get
        {
            var window = Math.Min(60, Seconds);
            var sum = 0.0;
            for (var i = 0; i < window; i++) sum += _rates[i];
            var peak = sum;
            for (var i = window; i < Seconds; i++) peak = Math.Max(peak, sum += _rates[i] - _rates[i - window]);
            return peak / window;
        }
    }

    /// <summary>Coefficient of variation of the gaps between arrivals; 1 is Poisson.</summary>
    /// <param name="second">From 0, below <see cref="Seconds"/>.</param>
    public double Variation(int second) => _variations?[second] ?? 1;

    /// <summary>Whether nothing can be scraped in this second.</summary>
    /// <param name="second">From 0, below <see cref="Seconds"/>.</param>
    public bool IsOutage(int second) => _outages?[second] ?? false;

    /// <summary>The same shape with every rate multiplied.</summary>
    /// <param name="factor">Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of its range.</exception>
    public ArrivalTrace Scale(double factor)
    {
        if (!(factor > 0 && double.IsFinite(factor))) throw new ArgumentOutOfRangeException(nameof(factor), factor, "must be above 0 and finite");
        return new([.. _rates.Select(r => r * factor)], _variations, _outages, Name);
    }

    /// <summary>A part of it, from its start or later.</summary>
    /// <param name="from">First second, 0 or more.</param>
    /// <param name="seconds">How many, at least 1; must lie within the trace.</param>
    public ArrivalTrace Slice(int from, int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        var part = from..(from + seconds);
        return new(_rates[part], _variations?[part], _outages?[part], Name);
    }

    private static void Check(ReadOnlySpan<double> values, string name)
    {
        foreach (var value in values)
            if (!(value >= 0 && double.IsFinite(value))) throw new ArgumentException($"{value} is not a finite number of 0 or more", name);
    }
}
