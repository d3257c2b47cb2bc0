using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Replay;

/// <summary>A policy at one setting of its knob.</summary>
/// <param name="Family">The policy without its setting.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Run">Runs it on a cell.</param>
internal sealed record Contender(string Family, double Setting, Func<Cell, SimulationResult> Run)
{
    public const string Ours = "ModelMonitor";
    public const string Oracle = "oracle";

    /// <summary>Objectives that ours is asked for, as allowed bad shares: its knob. The first is the one that the goals are about.</summary>
    public const double Goal = 0.01;

    private static readonly double[] s_allowed = [0.0025, 0.005, Goal, 0.02, 0.05];
    private static readonly double[] s_biases = [0.7, 1.3];

    // An oracle that follows every gust pays for pods that come and go; one that plans for means is cheaper. The best of them counts.
    private static readonly int[] s_oracleWindows = [1, 60, 300];

    public static IEnumerable<Contender> OurOwn() =>
    [
        .. s_allowed.Select(allowed => One(Ours, allowed, 1)),
        // The same objective, with the capacity of a pod misjudged.
        .. s_biases.Select(bias => One(FormattableString.Invariant($"{Ours}, capacity × {bias}"), Goal, bias)),
    ];

    public static IEnumerable<Contender> Rivals(Cell cell)
    {
        var options = cell.Options;
        var work = cell.Workload;
        return PolicyCatalog.Scalers(work.RateFactor, work.InFlightFactor)
            .Concat(PolicyCatalog.FixedPools(cell.Trace.MeanRate / work.RatePerPod))
            .Concat(s_oracleWindows.SelectMany(window => PolicyCatalog
                .Oracles(Mean(cell.RatesSeen(), window), options.ColdStart, options.MinReplicas, options.MaxReplicas, work.RateFactor)
                .Select(r => r with { Family = window == 1 ? Oracle : FormattableString.Invariant($"{Oracle} {window}s") })))
            .Select(r => new Contender(r.Family, r.Setting, c => FluidSimulation.Run(c.Arrivals, work.Sizes, c.Options, r.Create())));
    }

    /// <summary>The mean rate around each second.</summary>
    private static double[] Mean(double[] rates, int window)
    {
        if (window == 1) return rates;
        var sums = new double[rates.Length + 1];
        for (var i = 0; i < rates.Length; i++) sums[i + 1] = sums[i] + rates[i];
        return [.. rates.Select((_, i) =>
        {
            var (from, to) = (Math.Max(0, i - (window / 2)), Math.Min(rates.Length, i + (window / 2)));
            return (sums[to] - sums[from]) / (to - from);
        })];
    }

    private static Contender One(string family, double allowed, double bias) => new(family, allowed, cell =>
    {
        var options = cell.Options with { AllowedShare = allowed, CapacityBias = bias };
        return FluidSimulation.Run(cell.Arrivals, cell.Workload.Sizes, options, new ModelMonitorPolicy(options));
    });
}
