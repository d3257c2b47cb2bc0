using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>D2: the process stands still for a while.</summary>
public sealed class ClockSleepTests(FaultFixture fixture)
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task D2_A_process_that_slept_looks_once_and_does_not_make_up_for_what_it_missed()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments with { LeaderElect = false };
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(Calm);
        await stage.A.Process.SuspendAsync();
        stage.Clock.Set(stage.Clock.Skew + TimeSpan.FromMinutes(10));
        stage.Prometheus.Load = 10;
        // Time is the fault here: a process that made up for it would sample ten times at once.
        await HasPassedAsync(Interval * 10);
        await stage.A.Process.ResumeAsync();
        await stage.RoundsAsync(1);
        var first = TimeProvider.System.GetTimestamp();
        await stage.RoundsAsync(4);
        var took = TimeProvider.System.GetElapsedTime(first);
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.True(took > Interval * 2, $"four samples in {took.TotalSeconds:0.00} s, at one a second");
    }

    [Fact]
    public async Task D2_A_leader_that_slept_through_its_term_wakes_up_to_end_and_writes_nothing()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(Calm);
        await stage.A.Process.SuspendAsync();
        stage.Prometheus.Load = 10;
        await HasPassedAsync(stage.Arguments.RenewDeadline + Interval);
        var written = stage.Audit.Count(e => e.IsWrite && e.Kind != WriteKind.Lease && e.User == stage.A.Identity.User);
        await stage.A.Process.ResumeAsync();
        Assert.Equal(1, await stage.A.Process.ExpectExitAsync(Deadlines.Step));
        Assert.Equal(written, stage.Audit.Count(e => e.IsWrite && e.Kind != WriteKind.Lease && e.User == stage.A.Identity.User));
        stage.A.Start();
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
    }

    private static Task HasPassedAsync(TimeSpan time)
    {
        var start = TimeProvider.System.GetTimestamp();
        return Eventually.TrueAsync("time passes", () => Task.FromResult(TimeProvider.System.GetElapsedTime(start) >= time), Deadlines.Step);
    }
}
