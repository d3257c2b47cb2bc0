using System.Numerics;

namespace ModelMonitor.Simulation;

/// <summary>
/// Random numbers that are the same for a seed on every machine and in every version of the runtime: xoshiro256** by Blackman and
/// Vigna, its state filled by SplitMix64.
/// </summary>
/// <remarks>Assumptions: one caller at a time.</remarks>
internal sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    public SeededRandom(long seed)
    {
        var state = unchecked((ulong)seed);
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>Evenly in 0 (included) to 1 (excluded).</summary>
    public double Double() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly in 0 (included) to <paramref name="below"/> (excluded).</summary>
    public int Int(int below) => (int)(Double() * below);

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -Math.Log(1 - Double());

    /// <summary>Normal with mean 0 and standard deviation 1 (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(2 * Exponential()) * Math.Cos(2 * Math.PI * Double());

    /// <summary>Gamma with scale 1 (Marsaglia and Tsang 2000).</summary>
    /// <param name="shape">Above 0.</param>
    public double Gamma(double shape)
    {
        // Below 1 through shape + 1: G(a) = G(a + 1) · U^(1/a).
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(1 - Double(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Double()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v))) return d * v;
        }
    }

    /// <summary>Poisson: by inversion for small means, else the rounded normal that it is close to.</summary>
    /// <param name="mean">0 or more.</param>
    public int Poisson(double mean)
    {
        if (mean > 60) return (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        var left = Math.Exp(-mean);
        var u = Double();
        var k = 0;
        for (var p = left; u > p && k < 1000; u -= p, p *= mean / k) k++;
        return k;
    }

    private ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
