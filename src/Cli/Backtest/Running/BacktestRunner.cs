using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Decisions;
using ModelMonitor.Simulation;

namespace ModelMonitor.Cli.Backtest.Running;

/// <summary>Runs policies over one load, all of them over the very same arrivals.</summary>
/// <param name="setup">The service and the load.</param>
public sealed class BacktestRunner(BacktestSetup setup)
{
    // What a cluster may give beyond any policy's own limits: the most that a monitor can ask for.
    private const int MostReplicas = 1000;

    private readonly ArrivalTrace _trace = TraceOf(setup.History);

    /// <summary>The monitor as written.</summary>
    public const string AsWritten = "as written";

    /// <summary>The load, second by second.</summary>
    public ArrivalTrace Trace => _trace;

    /// <summary>The load, as it was read.</summary>
    public LoadHistory History => setup.History;

    /// <summary>How many runs <see cref="Run"/> makes.</summary>
    /// <param name="variants">What to compare with.</param>
    public int CountOf(IReadOnlyList<Variant> variants) => variants.Count + (setup.History.KnowsReplicas ? 2 : 1);

    /// <summary>Runs them.</summary>
    /// <param name="variants">What to compare with.</param>
    /// <param name="onProgress">Hears runs that are done, the share of the next, and its name.</param>
    /// <returns>The monitor as written, what was really running where that is known, then the variants in their order.</returns>
    public IReadOnlyList<PolicyRun> Run(IReadOnlyList<Variant> variants, Action<int, double, string> onProgress)
    {
        var limits = setup.Plan.Scaling!;
        var wanted = new List<(string Name, string Kind, ScalingLimits Limits, Func<IScalingPolicy> Make)>
        {
            (AsWritten, "asWritten", limits, () => Monitor(limits, AsWritten)),
        };
        if (setup.History.KnowsReplicas)
            wanted.Add(("really running", "asRun", limits with { MinReplicas = 0, MaxReplicas = MostReplicas }, () => new RecordedPolicy(setup.History)));
        wanted.AddRange(variants.Select(v => (v.Name, "variant", v.Limits, v.Scaler ?? (() => Monitor(v.Limits, v.Name)))));

        var arrivals = new ArrivalCounts(_trace, setup.Seed);
        var runs = new List<PolicyRun>();
        foreach (var (name, kind, bounds, make) in wanted)
        {
            var policy = new WatchedPolicy(make(), bounds.MinReplicas, bounds.MaxReplicas, setup.History.Start, now => onProgress(runs.Count, now / _trace.Duration, name));
            runs.Add(Score(name, kind, policy, Simulate(arrivals, OptionsFor(bounds), policy)));
        }

        return runs;
    }

    private ModelMonitorPolicy Monitor(ScalingLimits limits, string name) => new(setup.Plan with { Scaling = limits }, name);

    private SimulationResult Simulate(ArrivalCounts arrivals, SimulationOptions options, IScalingPolicy policy) => setup.ByRequests
        ? RequestSimulation.Run(_trace, setup.Served.Sizes, options, policy)
        : FluidSimulation.Run(arrivals, setup.Served.Sizes, options, policy);

    private SimulationOptions OptionsFor(ScalingLimits bounds) => new()
    {
        ColdStart = setup.ColdStart,
        FirstTokenBound = TimeSpan.FromSeconds(setup.Objective.Bound),
        AllowedShare = setup.Objective.Allowed,
        Pod = setup.Served.Pod,
        MinReplicas = bounds.MinReplicas,
        MaxReplicas = bounds.MaxReplicas,
        InitialReplicas = Math.Clamp(setup.InitialReplicas, bounds.MinReplicas, bounds.MaxReplicas),
        Seed = setup.Seed,
        KeepTimeline = true,
    };

    private PolicyRun Score(string name, string kind, WatchedPolicy policy, SimulationResult result) => new(
        new()
        {
            Name = name,
            Kind = kind,
            Attainment = 1 - result.BadShare,
            Kept = result.BadShare <= setup.Objective.Allowed,
            ViolationMinutes = result.ViolationMinutes,
            ReplicaHours = result.PodHours,
            Changes = result.Changes,
            Flaps = result.DirectionChanges,
            FirstTokenP99Seconds = result.FirstTokenP99,
            Decisions = policy.Changes,
        },
        result.Timeline);

    private static ArrivalTrace TraceOf(LoadHistory history)
    {
        var rates = history.Rates(TimeSpan.FromSeconds(1));
        var outages = new bool[rates.Length];
        foreach (var (from, to) in history.Outages)
            outages.AsSpan((int)from.TotalSeconds, Math.Min(rates.Length, (int)Math.Ceiling(to.TotalSeconds)) - (int)from.TotalSeconds).Fill(true);
        return new("load", rates, Variations(history, rates.Length), outages);
    }

    private static double[] Variations(LoadHistory history, int seconds)
    {
        if (!history.Rows.Any(r => r.Variation is not null)) return [];
        var variations = new double[seconds];
        var (row, last) = (0, 1.0);
        for (var second = 0; second < seconds; second++)
        {
            for (; row < history.Rows.Count && history.Rows[row].At.TotalSeconds <= second; row++) last = history.Rows[row].Variation ?? last;
            variations[second] = last;
        }

        return variations;
    }
}
