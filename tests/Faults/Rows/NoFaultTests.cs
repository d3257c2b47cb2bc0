using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>The row to copy from: the scenario without a fault, and the smallest fault.</summary>
public sealed class NoFaultTests(FaultFixture fixture)
{
    [Fact]
    public async Task Without_a_fault_the_scenario_takes_two_acts_and_all_oracles_agree()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.RunAsync(stage);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((ScaleOut.Replicas, 2, 2), (outcome.Replicas, outcome.ScaleWrites, outcome.DecisionRecords));
    }
}
