using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>D1: the wall clock jumps.</summary>
public sealed class ClockTests(FaultFixture fixture)
{
    // The longest cooldown is a minute, and a step begins after 75 s; a clock that counts would add the hour of the jump.
    private static readonly TimeSpan NoHour = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task D1_A_clock_that_jumps_an_hour_makes_nothing_happen_and_no_cooldown_longer(int hours)
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await ScaleOut.StepAsync(stage, 10, 2);
        // There is too much now; how long there has been no clock that jumps can say.
        stage.Prometheus.Load = 4;
        await stage.RoundsAsync(2);
        stage.Clock.Set(stage.Clock.Skew + TimeSpan.FromHours(hours));
        await stage.RoundsAsync(6);
        Assert.Single(stage.Audit, e => e.Kind == WriteKind.Scale);
        await ScaleOut.StepAsync(stage, 18, 3);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((2, 2), (outcome.ScaleWrites, outcome.DecisionRecords));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task D1_A_restart_after_a_jump_keeps_every_cooldown_to_its_length(int hours)
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        await ScaleOut.StartAsync(stage);
        await ScaleOut.StepAsync(stage, 10, 2);
        stage.Clock.Set(stage.Clock.Skew + TimeSpan.FromHours(hours));
        var restarted = stage.Clock.GetUtcNow();
        await stage.A.CrashAsync();
        await ScaleOut.StepAsync(stage, 18, 3);
        var acted = (await stage.MonitorAsync(ScaleOut.Name)).Status!.Decisions![0].Time;
        Assert.True(acted - restarted < NoHour, $"acted {(acted - restarted).TotalSeconds:0} s after the restart, by the operator's clock");
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((2, 2), (outcome.ScaleWrites, outcome.DecisionRecords));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task D1_While_the_operators_own_clock_is_wrong_it_holds_and_says_so(int hours)
    {
        await using var stage = await fixture.StageAsync();
        stage.A.Clock = stage.CreateClock("a");
        await ScaleOut.StartAsync(stage);
        stage.A.Clock.Set(TimeSpan.FromHours(hours));
        stage.Prometheus.Load = 10;
        await Eventually.TrueAsync(
            "a condition says that the samples are of another time",
            async () => (await stage.MonitorAsync(ScaleOut.Name)).Status?.Conditions?.Any(c => c is { Type: "MetricsAvailable", Status: "False" }) == true,
            Deadlines.Step);
        await stage.RoundsAsync(3);
        Assert.DoesNotContain(stage.Audit, e => e.Kind == WriteKind.Scale);
        stage.A.Clock.Set(TimeSpan.Zero);
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
    }
}
