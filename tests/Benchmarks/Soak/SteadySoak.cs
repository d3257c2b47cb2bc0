using System.Globalization;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Benchmarks.Soak;

/// <summary>At the operator's own interval, with one monitor and with 1,000: no write but the lease.</summary>
internal static class SteadySoak
{
    private const int Many = 1_000;
    private const int Namespaces = 10;
    private const int IntervalSeconds = 15;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    // Five minutes of a run of twenty.
    private static readonly TimeSpan Full = TimeSpan.FromMinutes(20);
    private const int FullRounds = 20;

    public static async Task<IReadOnlyList<SoakCheck>> RunAsync(TimeSpan length)
    {
        var rounds = Math.Clamp((int)Math.Round(FullRounds * (length / Full)), 3, FullRounds);
        await using var cluster = await FaultCluster.UpAsync("soak-steady");
        FleetOperator? made = null;
        var fleet = await Fleet.SetUpAsync(cluster, Namespaces, async home => made = await FleetOperator.CreateAsync(cluster, home));
        await using var subject = made!;
        await using var prometheus = await StandInPrometheus.StartAsync(TimeProvider.System, fleet.Serving);
        prometheus.Service = _ => StandInService.Pod(4, 1);
        await fleet.AddTargetsAsync(0, Many);
        subject.Start(prometheus.AddressFor("fleet"), IntervalSeconds);
        using var tally = subject.Tally();

        var checks = new List<SoakCheck>();
        foreach (var (first, end) in new[] { (0, 1), (1, Many) })
        {
            await fleet.AddMonitorsAsync(first, end);
            await Eventually.TrueAsync($"all {end} are judged", () => Task.FromResult(tally.FirstJudged().Count == end), Deadline);
            await RoundsAsync(2);
            SoakRun.Say($"steady state of {end} monitors");
            var before = tally.Writes();
            await RoundsAsync(rounds);
            var writes = tally.Writes() - before;
            checks.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"writes but the lease, {end:N0} monitors, {rounds} intervals of {IntervalSeconds} s"), "0", $"{writes}", writes == 0));
        }

        return checks;

        async Task RoundsAsync(int count)
        {
            for (var i = 0; i < count; i++) await prometheus.NextRoundAsync("fleet", Deadline);
        }
    }
}
