namespace ModelMonitor.Metrics;

/// <summary>How far a histogram of scores is from its reference. Both are given as counts per bucket, not cumulative, of equal edges.</summary>
public static class Drift
{
    /// <summary>Bins with less than this share of the reference are joined with their neighbour: their logarithms are noise.</summary>
    private const double MinBinShare = 0.01;

    /// <summary>
    /// Population stability index: the sum over bins of (a - e) ln(a / e), a and e the current and the reference's share, each smoothed by
    /// half an event per bin so that an empty bin is finite. Below 0.1 is commonly read as stable, above 0.25 as drift.
    /// </summary>
    /// <param name="current">Events per bin now; as many bins as the reference, together above 0.</param>
    /// <param name="reference">Events per bin before; together above 0.</param>
    public static double Psi(IReadOnlyList<double> current, IReadOnlyList<double> reference)
    {
        var (now, before) = Join(current, reference);
        var (n, m) = (now.Sum(), before.Sum());
        var psi = 0.0;
        for (var i = 0; i < now.Count; i++)
        {
            var actual = (now[i] + 0.5) / (n + (0.5 * now.Count));
            var expected = (before[i] + 0.5) / (m + (0.5 * now.Count));
            psi += (actual - expected) * Math.Log(actual / expected);
        }

        return psi;
    }

    /// <summary>Kolmogorov-Smirnov distance: the largest difference of the two cumulative shares, at the edges. Of binned data a lower bound.</summary>
    /// <param name="current">Events per bin now; as many bins as the reference, together above 0.</param>
    /// <param name="reference">Events per bin before; together above 0.</param>
    public static double Ks(IReadOnlyList<double> current, IReadOnlyList<double> reference)
    {
        var (n, m) = (current.Sum(), reference.Sum());
        double now = 0, before = 0, largest = 0;
        for (var i = 0; i < current.Count; i++)
        {
            now += current[i] / n;
            before += reference[i] / m;
            largest = Math.Max(largest, Math.Abs(now - before));
        }

        return largest;
    }

    private static (List<double> Current, List<double> Reference) Join(IReadOnlyList<double> current, IReadOnlyList<double> reference)
    {
        var least = reference.Sum() * MinBinShare;
        var (now, before) = (new List<double>(), new List<double>());
        double heldNow = 0, heldBefore = 0;
        for (var i = 0; i < reference.Count; i++)
        {
            (heldNow, heldBefore) = (heldNow + current[i], heldBefore + reference[i]);
            if (heldBefore < least) continue;
            now.Add(heldNow);
            before.Add(heldBefore);
            (heldNow, heldBefore) = (0, 0);
        }

        if (now.Count == 0) return ([heldNow], [heldBefore]);
        now[^1] += heldNow;
        before[^1] += heldBefore;
        return (now, before);
    }
}
