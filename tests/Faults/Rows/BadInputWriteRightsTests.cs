using System.Text.RegularExpressions;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A right to write that is missing at the start, and is withdrawn later.</summary>
public sealed class BadInputWriteRightsTests(FaultFixture fixture)
{
    [Theory]
    [InlineData("modelmonitors/status", "patch")]
    [InlineData("deployments/scale", "patch")]
    [InlineData("events", "create")]
    public async Task Without_the_right_to_write_a_resource_the_operator_stays_ready_and_says_so(string resource, string verb)
    {
        await using var stage = await fixture.StageAsync();
        await stage.A.Identity.Rights.BindWithoutAsync(resource, verb);
        var first = FirstAsync(stage);
        await RefusedAsync(stage, resource, 1);
        await stage.A.Identity.Rights.BindAsync();
        await first;

        await stage.A.Identity.Rights.BindWithoutAsync(resource, verb);
        var refused = Refusals(stage, resource);
        var second = ScaleOut.StepAsync(stage, 18, 3);
        await RefusedAsync(stage, resource, refused + 1);
        await stage.RoundsAsync(5);
        await stage.A.Identity.Rights.BindAsync();
        await second;
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(2, outcome.ScaleWrites);
        Assert.True(BadInputRights.Lines(stage, $"cannot {verb} resource \\\\u0022?\"?{Regex.Escape(resource)}") >= 1, stage.A.Process.Log);
    }

    [Fact]
    public async Task Without_rights_on_leases_the_operator_follows_and_says_so_once()
    {
        await using var stage = await fixture.StageAsync();
        await stage.A.Identity.Rights.UnbindLeaseAsync();
        stage.A.Start();
        await BadInputRights.ToldAsync(stage, "the right to get leases", 1);
        Assert.Null(await BadInputRights.NotReadyAsync(stage));
        await Eventually.TrueAsync("it tries again", () => Task.FromResult(stage.Proxy.Seen.Count(Requests.Lease) > 5), Deadlines.Step);
        Assert.DoesNotContain(stage.Proxy.Seen, Requests.Write);
        await stage.A.Identity.Rights.BindLeaseAsync();
        await ScaleOut.RunAsync(stage);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, BadInputRights.Lines(stage, "the right to get leases"));
    }

    private static async Task FirstAsync(FaultStage stage)
    {
        await ScaleOut.StartAsync(stage);
        await ScaleOut.StepAsync(stage, 10, 2);
    }

    private static int Refusals(FaultStage stage, string resource) => stage.Audit.Count(e => e.Code == 403 && Name(e) == resource);

    private static async Task RefusedAsync(FaultStage stage, string resource, int count)
    {
        await Eventually.TrueAsync("it is refused", () => Task.FromResult(Refusals(stage, resource) >= count), Deadlines.Step);
        Assert.Null(await BadInputRights.NotReadyAsync(stage));
    }

    private static string Name(AuditEntry entry) => entry.Subresource.Length > 0 ? $"{entry.Resource}/{entry.Subresource}" : entry.Resource;
}
