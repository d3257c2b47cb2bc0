using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Rows to copy from: no fault, the smallest fault, and two operators.</summary>
public sealed class ExampleTests(FaultFixture fixture)
{
    [Fact]
    public async Task Without_a_fault_the_scenario_takes_two_acts_and_all_oracles_agree()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.RunAsync(stage);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((ScaleOut.Replicas, 2, 2), (outcome.Replicas, outcome.ScaleWrites, outcome.DecisionRecords));
    }

    [Fact]
    public async Task A_scale_write_whose_answer_is_lost_is_not_repeated()
    {
        await using var stage = await fixture.StageAsync();
        var rule = stage.Proxy.On(Requests.Scale, Inject.DropAnswer);
        await ScaleOut.RunAsync(stage);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 2), (rule.Hits, outcome.ScaleWrites));
    }

    [Fact]
    public async Task A_standby_carries_on_when_the_leader_is_killed()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        var b = await stage.AddSecondAsync();
        await ScaleOut.StartAsync(stage);
        b.Start();
        await ScaleOut.StepAsync(stage, 10, 2);
        await stage.A.Process.KillAsync();
        await ScaleOut.StepAsync(stage, 18, 3);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(b.Identity.User, stage.Audit.Last(e => e.Kind == WriteKind.Scale).User);
        Assert.Contains(stage.Audit, e => e.Kind == WriteKind.Lease && e.User == b.Identity.User && e.Succeeded);
    }
}
