namespace ModelMonitor.Simulation;

/// <summary>
/// The policies that a replay compares ModelMonitor with, each at the settings of its own knob that are swept: a rival is judged by
/// the setting that turns out best on a trace, which its user could not have known.
/// </summary>
public static class PolicyCatalog
{
    private static readonly double[] InFlight = [4, 6, 8, 10, 12, 14, 15, 16, 17, 18, 20, 24];
    private static readonly double[] RequestsPerSecond =
        [1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.7, 2.8, 2.9, 3, 3.1, 3.2, 3.3, 3.4, 3.6, 3.8];
    private static readonly double[] PoolSizes = [0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.25, 2.5, 2.75, 3];
    private static readonly double[] OracleRates =
        [0.8, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.7, 2.8, 2.9, 3, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8, 3.9, 4, 4.1, 4.2];

    /// <summary>
    /// Scalers that others run, at every setting. The settings suit a pod that carries about 3.6 requests per second with some 17 in
    /// flight at the load that one would plan with; factors fit them to other pods and other requests.
    /// </summary>
    /// <param name="rateFactor">Factor on the settings in requests per second, above zero.</param>
    /// <param name="inFlightFactor">Factor on the settings in requests in flight, above zero.</param>
    public static IEnumerable<Rival> Scalers(double rateFactor = 1, double inFlightFactor = 1) =>
    [
        .. Sweep("HPA in flight", Times(InFlight, inFlightFactor), t => new HpaPolicy(HpaSignal.InFlight, t)),
        .. Sweep("HPA in flight 60s", Times(InFlight, inFlightFactor), t => new HpaPolicy(HpaSignal.InFlightMean, t)),
        .. Sweep("HPA rps", Times(RequestsPerSecond, rateFactor), t => new HpaPolicy(HpaSignal.Arrivals, t)),
        .. Sweep("HPA GPU", [0.5, 0.8], t => new HpaPolicy(HpaSignal.GpuUse, t)),
        .. Sweep("KEDA waiting", [2, 5], t => new KedaWaitingPolicy(t)),
        .. Sweep("KPA", Times([4, 8, 12, 16, 20, 24], inFlightFactor), t => new KnativePolicy(t)),
        .. Sweep("AIBrix APA", Times([8, 12, 16], inFlightFactor), t => new AibrixPolicy(t)),
        .. Sweep("llm-d saturation", [5], t => new LlmdSaturationPolicy(queueThreshold: t)),
    ];

    /// <summary>Fixed pools around what a trace needs on average.</summary>
    /// <param name="meanPods">Pods that the trace's mean load fills, above zero; the settings are multiples of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not above zero.</exception>
    public static IEnumerable<Rival> FixedPools(double meanPods)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(meanPods);
        return Sweep("fixed", PoolSizes, share => new FixedPoolPolicy((int)Math.Ceiling(share * meanPods)));
    }

    /// <summary>The oracle at every rate per pod.</summary>
    /// <param name="arrivalsPerSecond">Requests in each second from time zero; not empty.</param>
    /// <param name="coldStart">Time from the order of a pod until it serves, 0 or more.</param>
    /// <param name="min">Fewest replicas, 1 or more.</param>
    /// <param name="max">Most replicas, not below <paramref name="min"/>.</param>
    /// <param name="rateFactor">Factor on the rates per pod, above zero.</param>
    public static IEnumerable<Rival> Oracles(
        IReadOnlyList<double> arrivalsPerSecond, TimeSpan coldStart, int min, int max, double rateFactor = 1) =>
        Sweep("oracle", Times(OracleRates, rateFactor), rate => new OraclePolicy(OraclePlan.Create(arrivalsPerSecond, rate, coldStart, min, max)));

    private static double[] Times(double[] settings, double factor) => [.. settings.Select(s => s * factor)];

    private static IEnumerable<Rival> Sweep(string family, double[] settings, Func<double, IScalingPolicy> create) =>
        settings.Select(setting => new Rival(family, setting, () => create(setting)));
}
