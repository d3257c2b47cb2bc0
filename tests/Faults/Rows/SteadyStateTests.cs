using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Where nothing changes, nothing is written, however many monitors there are.</summary>
public sealed class SteadyStateTests
{
    private const int Many = 1_000;
    private const int Namespaces = 10;
    private const int Rounds = 5;

    [Fact]
    public async Task Judged_monitors_cost_no_write_but_the_lease_be_it_one_or_a_thousand()
    {
        await using var cluster = await FaultCluster.UpAsync("steady");
        FleetOperator? made = null;
        var fleet = await Fleet.SetUpAsync(cluster, Namespaces, async home => made = await FleetOperator.CreateAsync(cluster, home));
        await using var subject = made!;
        await using var prometheus = await StandInPrometheus.StartAsync(TimeProvider.System, fleet.Serving);
        prometheus.Service = _ => StandInService.Pod(4, 1);
        await fleet.AddTargetsAsync(0, Many);
        subject.Start(prometheus.AddressFor("fleet"), intervalSeconds: 1);
        using var tally = subject.Tally();

        foreach (var (first, end) in new[] { (0, 1), (1, Many) })
        {
            await fleet.AddMonitorsAsync(first, end);
            await Eventually.TrueAsync($"all {end} are judged", () => Task.FromResult(tally.FirstJudged().Count == end), Deadlines.Step);
            // The round that is under way may still bring the last change of the apply.
            await RoundsAsync(2);
            var before = tally.Read().Count;
            await RoundsAsync(Rounds);
            var since = tally.Read().Skip(before).ToList();
            Assert.DoesNotContain(since, c => c is { IsWrite: true, Resource: not "leases" });
            Assert.Contains(since, c => c is { IsWrite: true, Resource: "leases" });
        }

        async Task RoundsAsync(int rounds)
        {
            for (var i = 0; i < rounds; i++) await prometheus.NextRoundAsync("fleet", Deadlines.Round);
        }
    }
}
