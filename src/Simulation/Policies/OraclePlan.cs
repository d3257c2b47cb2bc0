namespace ModelMonitor.Simulation;

/// <summary>
/// Replicas over time of someone who knows all arrivals. Every 15 s need the pods that carry the mean of their own arrivals at a
/// given rate per pod, and any 5 s within them at a rate a fifth higher, which leaves a queue of one second. Pods are ordered one
/// cold start ahead of the first 15 s that need them, and kept over a gap that is no longer than a cold start, since a new pod
/// would cost as much while it starts.
/// </summary>
/// <remarks>
/// It is the bound that scalers are compared with: the rate per pod is swept, and the cheapest run without a violation (or with
/// the same share of bad requests as the compared run) counts. For given needs no plan has fewer pod-hours. It is no proven
/// optimum of the whole: the needs come from one rate for all times, noise below 5 s is only covered by a lower rate, and it
/// neither lets a longer queue drain later nor spends bad requests where they save the most, so a scaler may come out below it.
/// Caveats: nobody can order ahead of the beginning; a run that starts with fewer pods than the plan's first entry lacks them for
/// one cold start. A cluster's most replicas may be fewer than a burst needs.
/// Assumptions: a pod serves exactly one cold start after its order.
/// </remarks>
public sealed class OraclePlan
{
    private const int PeriodSeconds = 15;
    private const int BurstSeconds = 5;
    private const double BurstRate = 1.2;
    private readonly int[] _replicas;

    private OraclePlan(double ratePerPod, int[] replicas)
    {
        RatePerPod = ratePerPod;
        _replicas = replicas;
    }

    /// <summary>Requests per second that one pod was trusted with.</summary>
    public double RatePerPod { get; }

    /// <summary>Time between two entries of the plan.</summary>
    public static TimeSpan Period => TimeSpan.FromSeconds(PeriodSeconds);

    /// <summary>Replicas to ask for, one entry for each 15 s from time zero.</summary>
    public IReadOnlyList<int> Replicas => _replicas;

    /// <summary>Plans.</summary>
    /// <param name="arrivalsPerSecond">Requests in each second from time zero; not empty.</param>
    /// <param name="ratePerPod">Requests per second that one pod is trusted with, above zero.</param>
    /// <param name="coldStart">Time from the order of a pod until it serves, 0 or more.</param>
    /// <param name="min">Fewest replicas, 1 or more.</param>
    /// <param name="max">Most replicas, not below <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException">There are no arrivals.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static OraclePlan Create(IReadOnlyList<double> arrivalsPerSecond, double ratePerPod, TimeSpan coldStart, int min, int max)
    {
        ArgumentNullException.ThrowIfNull(arrivalsPerSecond);
        if (arrivalsPerSecond.Count == 0) throw new ArgumentException("no arrivals", nameof(arrivalsPerSecond));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratePerPod);
        ArgumentOutOfRangeException.ThrowIfLessThan(coldStart, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(min, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);

        var needs = new int[(arrivalsPerSecond.Count + PeriodSeconds - 1) / PeriodSeconds];
        Array.Fill(needs, min);
        Cover(needs, arrivalsPerSecond, PeriodSeconds, ratePerPod, max);
        Cover(needs, arrivalsPerSecond, BurstSeconds, ratePerPod * BurstRate, max);
        var ahead = (int)Math.Ceiling(coldStart / Period);
        // The highest need from now to one cold start ahead orders in time and closes the gaps, both at once.
        var replicas = new int[needs.Length];
        for (var i = 0; i < needs.Length; i++)
        {
            foreach (var need in needs.AsSpan(i, Math.Min(ahead + 1, needs.Length - i))) replicas[i] = Math.Max(replicas[i], need);
        }

        return new(ratePerPod, replicas);
    }

    /// <summary>Replicas to ask for at a moment; before the first and after the last entry, that entry.</summary>
    public int At(TimeSpan now) => _replicas[Math.Clamp((int)Math.Floor(now / Period), 0, _replicas.Length - 1)];

    private static void Cover(int[] needs, IReadOnlyList<double> arrivals, int window, double ratePerPod, int max)
    {
        for (var from = 0; from < arrivals.Count; from += window)
        {
            var until = Math.Min(from + window, arrivals.Count);
            var sum = 0.0;
            for (var second = from; second < until; second++) sum += arrivals[second];
            var pods = HpaRatio.Ceiling(Math.Min(max, sum / (until - from) / ratePerPod));
            needs[from / PeriodSeconds] = Math.Max(needs[from / PeriodSeconds], pods);
        }
    }
}
