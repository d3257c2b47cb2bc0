using System.Text;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>B1 and B2: the leader ends or stands still, and a warm standby goes on with what it began.</summary>
public sealed class LeadershipFailoverTests(FaultFixture fixture)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("killed before its write")]
    [InlineData("killed after its write")]
    [InlineData("told to stop at its write")]
    public async Task A_standby_finishes_in_time_and_once_what_the_leader_began(string how)
    {
        await using var stage = await fixture.StageAsync();
        var standby = await LeadershipPair.StartAsync(stage);
        var leader = stage.A.Process;
        var (ended, stopping) = (DateTimeOffset.MaxValue, Task.FromResult(0));
        var rule = stage.Proxy.On(Requests.Scale, how switch
        {
            "killed before its write" => Inject.Before(leader.KillAsync),
            "killed after its write" => Inject.AfterCommit(leader.KillAsync),
            _ => Inject.HoldAnswer(() =>
            {
                ended = TimeProvider.System.GetUtcNow();
                stopping = leader.TerminateAsync(LeadershipPair.Ending);
                return Task.CompletedTask;
            }),
        });
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1, 1), (rule.Hits, outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Equal(0, await stopping);

        // After a kill the lease has to expire; after a stop it is given up.
        var times = LeadershipPair.Times;
        var last = LeadershipPair.TermsOf(stage, stage.A).Last();
        var due = ended == DateTimeOffset.MaxValue
            ? last.Answered + times.LeaseDuration + times.RetryPeriod + LeadershipPair.Slack
            : ended + times.RetryPeriod + LeadershipPair.Slack;
        var taken = LeadershipPair.TermsOf(stage, standby).First();
        Assert.True(taken.Received <= due, $"due {due:O}, taken {taken.Received:O}");
        var act = LeadershipPair.WritesOf(stage, standby).First(w => w.Kind is WriteKind.Scale or WriteKind.Status);
        Assert.True(act.Received <= due + Interval + LeadershipPair.Slack, $"due {due:O}, act {act}");
    }

    [Fact]
    public async Task A_breach_that_begins_while_nobody_leads_is_not_lost()
    {
        await using var stage = await fixture.StageAsync();
        var standby = await LeadershipPair.StartAsync(stage);
        await stage.A.Process.KillAsync();
        await ScaleOut.StepAsync(stage, 10, 2);
        await LeadershipPair.RestartAsync(stage);
        await standby.Process.KillAsync();
        await ScaleOut.StepAsync(stage, 18, 3);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((2, 2), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Equal(2, LeadershipPair.TermsOf(stage, stage.A).Select(HolderOf).Distinct().Count());
    }

    [Fact]
    public async Task A_leader_that_was_asleep_between_record_and_act_does_not_act_when_it_wakes()
    {
        await using var stage = await fixture.StageAsync();
        var standby = await LeadershipPair.StartAsync(stage);
        var sleeper = stage.A.Process;
        var rule = stage.Proxy.On(IsIntent, Inject.HoldAnswer(sleeper.SuspendAsync));
        await ScaleOut.StepAsync(stage, 10, 2);
        await sleeper.ResumeAsync();
        Assert.Equal(1, await sleeper.ExpectExitAsync(LeadershipPair.Ending));
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1, 1), (rule.Hits, outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Empty(AfterSuccessor(stage, standby));
    }

    [Fact]
    public async Task A_scale_write_of_a_sleeper_that_arrives_after_its_successor_acted_is_refused()
    {
        await using var stage = await fixture.StageAsync();
        var standby = await LeadershipPair.StartAsync(stage);
        var sleeper = stage.A.Process;
        var rule = stage.Proxy.On(Requests.Scale, async exchange =>
        {
            await sleeper.SuspendAsync();
            // The request is on its way; the process that sent it wakes up, gives it up and ends, and only then it arrives.
            await GoneAsync(exchange.Aborted);
            using (await exchange.ForwardAsync(evenIfAborted: true))
            {
            }
        });
        await ScaleOut.StepAsync(stage, 10, 2);
        await sleeper.ResumeAsync();
        Assert.Equal(1, await sleeper.ExpectExitAsync(LeadershipPair.Ending));
        await Eventually.TrueAsync("the late write arrives", () => Task.FromResult(AfterSuccessor(stage, standby).Any()), Deadlines.Step);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1, 1), (rule.Hits, outcome.ScaleWrites, outcome.DecisionRecords));
        var late = Assert.Single(AfterSuccessor(stage, standby));
        Assert.Equal((WriteKind.Scale, 409, true), (late.Kind, late.Code, late.IsLate));
    }

    private static string HolderOf(AuditEntry lease) => lease.Response!["spec"]!["holderIdentity"]!.ToString();

    private static bool IsIntent(ProxiedRequest request) =>
        Requests.Status(request) && Encoding.UTF8.GetString(request.Body.Span).Contains("Pending", StringComparison.Ordinal);

    private static IEnumerable<AuditEntry> AfterSuccessor(FaultStage stage, OperatorSeat standby)
    {
        var all = stage.Audit.Where(e => e.IsWrite).SkipWhile(e => e.User != standby.Identity.User);
        return all.Where(e => e.User == stage.A.Identity.User);
    }

    private static Task GoneAsync(CancellationToken aborted)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        aborted.Register(gone.SetResult);
        return gone.Task;
    }
}
