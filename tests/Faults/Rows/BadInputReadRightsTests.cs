using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A right that is missing at the start, and is withdrawn later: said, waited for, and nothing else suffers.</summary>
public sealed class BadInputReadRightsTests(FaultFixture fixture)
{
    [Theory]
    [InlineData("modelmonitors")]
    [InlineData("pods")]
    public async Task Without_the_right_to_read_a_resource_the_operator_stays_up_and_says_so(string resource)
    {
        await using var stage = await fixture.StageAsync();
        await stage.A.Identity.Rights.BindWithoutAsync(resource, "list", "watch");
        stage.A.Start();
        await BadInputRights.ToldAsync(stage, $"needs list/watch on {resource}", 1);
        Assert.Contains(resource, await BadInputRights.NotReadyAsync(stage), StringComparison.Ordinal);
        await stage.A.Identity.Rights.BindAsync();
        await ScaleOut.StartAsync(stage);
        Assert.Null(await BadInputRights.NotReadyAsync(stage));
        await ScaleOut.StepAsync(stage, 10, 2);

        // Who watches goes on watching; the next watch is refused. The caches that were filled are still good.
        await stage.A.Identity.Rights.BindWithoutAsync(resource, "list", "watch");
        stage.Proxy.Link.Reset();
        await BadInputRights.ToldAsync(stage, $"needs list/watch on {resource}", 2);
        Assert.Null(await BadInputRights.NotReadyAsync(stage));
        await stage.A.Identity.Rights.BindAsync();
        await ScaleOut.StepAsync(stage, 18, 3);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((2, 2), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Equal(2, BadInputRights.Lines(stage, $"needs list/watch on {resource}"));
    }
}
