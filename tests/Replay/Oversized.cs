using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Replay;

/// <summary>
/// A constant load on a fleet that is too large for it, which no recorded trace shows: with an error budget smaller fleets are tried,
/// without one nothing tells that fewer would do. Beside both, the smallest fixed pool that keeps the objective.
/// </summary>
internal static class Oversized
{
    private const int Seconds = 24 * 3600, ColdStart = 120, TooLarge = 3;

    private static readonly int[] s_loads = [1, 4, 12, 40];

    /// <summary>The table, in Markdown.</summary>
    /// <param name="workload">The requests.</param>
    /// <param name="seeds">How many days each row is the mean of.</param>
    public static string Write(Workload workload, int seeds)
    {
        var text = new StringBuilder("### A constant load on three times the pods it needs, one day\n\n");
        text.Append("\"Pods\" are what the load would fill at the rate that a pod carries. Each cell: pods after 1 / 6 / 24 hours, bad %, pod-hours, direction changes. Without a budget the objective is the quantile alone: 5 % may be bad.\n\n");
        text.Append("| pods | at the start | smallest fixed pool with at most 1 % bad | ModelMonitor | the same without an error budget |\n| ---: | ---: | ---: | --- | --- |\n");
        foreach (var pods in s_loads)
        {
            var days = Enumerable.Range(1, seeds).Select(seed => new Day(workload, pods, seed)).ToArray();
            text.Append(FormattableString.Invariant($"| {pods} | {days[0].Options.InitialReplicas} | {days.Average(d => d.SmallestPool()):0.#} "));
            text.Append(FormattableString.Invariant($"| {Cell(days, withBudget: true)} | {Cell(days, withBudget: false)} |\n"));
        }

        return text.Append('\n').ToString();
    }

    private static string Cell(Day[] days, bool withBudget)
    {
        var results = days.Select(d => d.Run(withBudget)).ToArray();
        double After(int hours) => results.Average(r => r.Timeline[(hours * 60) - 1].Ready);
        return FormattableString.Invariant($"{After(1):0.#} / {After(6):0.#} / {After(24):0.#}, {100 * results.Average(r => r.BadShare):0.00} %, ")
            + FormattableString.Invariant($"{results.Average(r => r.PodHours):0}, {results.Average(r => r.DirectionChanges):0.#}");
    }

    private sealed class Day(Workload workload, int pods, int seed)
    {
        private readonly ArrivalCounts _arrivals = new(
            new("constant", [.. Enumerable.Repeat(pods * workload.RatePerPod, Seconds)]), seed);

        public SimulationOptions Options { get; } = new()
        {
            ColdStart = TimeSpan.FromSeconds(ColdStart),
            FirstTokenBound = workload.Bound,
            AllowedShare = Contender.Goal,
            MinReplicas = 1,
            MaxReplicas = 2 * TooLarge * pods,
            InitialReplicas = TooLarge * pods,
            Seed = seed,
            KeepTimeline = true,
        };

        public SimulationResult Run(bool withBudget)
        {
            if (withBudget) return Run(new ModelMonitorPolicy(Options));
            var objective = new Objective(
                "first-token", Indicator.TimeToFirstToken, workload.Bound.TotalSeconds, GoodIsBelow: true, MayScale: true, Quantile: 0.95, Budget: null);
            return Run(new ModelMonitorPolicy(new Plan([objective], ModelMonitorPolicy.DefaultLimits(Options.MinReplicas, Options.MaxReplicas)), "without a budget"));
        }

        public int SmallestPool() => Enumerable.Range(pods, TooLarge * pods).First(size => Run(new FixedPoolPolicy(size)).BadShare <= Contender.Goal);

        private SimulationResult Run(IScalingPolicy policy) => FluidSimulation.Run(_arrivals, workload.Sizes, Options, policy);
    }
}
