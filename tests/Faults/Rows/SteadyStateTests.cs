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
        await using var stage = await FleetStage.SetUpAsync("steady", Namespaces);
        await stage.Fleet.AddTargetsAsync(0, Many);
        stage.Start(intervalSeconds: 1);
        using var tally = stage.Operator.Tally();

        foreach (var (first, end) in new[] { (0, 1), (1, Many) })
        {
            await stage.Fleet.AddMonitorsAsync(first, end);
            await FleetStage.JudgedAsync(tally, end, Deadlines.Step);
            // The round that is under way may still bring the last change of the apply.
            await stage.RoundsAsync(2, Deadlines.Round);
            var before = tally.Read().Count;
            await stage.RoundsAsync(Rounds, Deadlines.Round);
            var since = tally.Read().Skip(before).ToList();
            Assert.DoesNotContain(since, c => c is { IsWrite: true, Resource: not "leases" });
            Assert.Contains(since, c => c is { IsWrite: true, Resource: "leases" });
        }
    }
}
