using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>B3 and B10: a leader that cannot renew acts no more, in time, whatever else still works for it.</summary>
public sealed class LeadershipLossTests(FaultFixture fixture)
{
    private static readonly TimeSpan Edits = TimeSpan.FromSeconds(0.3);

    [Theory]
    [InlineData("forbidden")]
    [InlineData("throttled")]
    [InlineData("silent")]
    public async Task A_leader_whose_leases_alone_are_refused_stops_acting_within_the_renew_deadline(string how)
    {
        await using var stage = await fixture.StageAsync();
        var standby = await LeadershipPair.StartAsync(stage);
        await using var edits = LeadershipEdits.Begin(stage, Edits);
        await LeadershipPair.RenewsAsync(stage, stage.A, 2);
        var rule = how switch
        {
            "throttled" => stage.Proxy.On(Requests.Lease, Inject.Answer(429, null, ("Retry-After", "1")), count: int.MaxValue),
            "silent" => stage.Proxy.On(Requests.Lease, exchange => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, exchange.Aborted), count: int.MaxValue),
            _ => null,
        };
        if (rule is null) await stage.A.Identity.Rights.UnbindLeaseAsync();
        Assert.Equal(1, await stage.A.Process.ExpectExitAsync(LeadershipPair.Ending));
        await LeadershipPair.RenewsAsync(stage, standby, 1);
        await edits.DisposeAsync();
        AssertQuietInTime(stage, standby);
        if (rule is null) AssertToldOnce(stage.A.Process.ReadLog(), "the right to patch leases");
        if (rule is null) await stage.A.Identity.Rights.BindLeaseAsync();
        rule?.End();

        await LeadershipPair.RestartAsync(stage);
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_is_quiet_before_a_standby_acts_and_ends()
    {
        await using var stage = await fixture.StageAsync();
        var standby = await LeadershipPair.StartAsync(stage);
        var edits = LeadershipEdits.Begin(stage, Edits);
        await LeadershipPair.RenewsAsync(stage, stage.A, 2);
        stage.Proxy.Link.Pause();
        Assert.Equal(1, await stage.A.Process.ExpectExitAsync(LeadershipPair.Ending));
        await LeadershipPair.RenewsAsync(stage, standby, 1);
        await edits.DisposeAsync();
        await ScaleOut.StepAsync(stage, 10, 2);

        // What was on its way arrives now, and is nothing.
        stage.Proxy.Link.Resume();
        await LeadershipPair.RestartAsync(stage);
        await ScaleOut.StepAsync(stage, 18, 3);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(2, outcome.ScaleWrites);
        AssertQuietInTime(stage, standby);
    }

    /// <summary>The old leader's last write and the longest that a write may take end before the successor's term.</summary>
    private static void AssertQuietInTime(FaultStage stage, OperatorSeat standby)
    {
        var times = LeadershipPair.Times;
        var renewed = LeadershipPair.TermsOf(stage, stage.A).Last();
        var taken = LeadershipPair.TermsOf(stage, standby).First();
        var acts = LeadershipPair.WritesOf(stage, stage.A).Where(w => w.Kind != WriteKind.Lease && w.Succeeded && w.Received < taken.Received).ToList();
        var last = acts[^1];
        Assert.True(last.Received <= renewed.Answered + times.RenewDeadline, $"renewed {renewed}, acted {last}");
        Assert.True(last.Received + (times.LeaseDuration - times.RenewDeadline) < taken.Received, $"acted {last}, taken {taken}");
        Assert.DoesNotContain(LeadershipPair.WritesOf(stage, stage.A), w => w.Kind != WriteKind.Lease && w.Succeeded && w.Received > taken.Received);
    }

    private static void AssertToldOnce(string log, string words) =>
        Assert.Single(log.Split('\n'), line => line.Contains(words, StringComparison.Ordinal));
}
