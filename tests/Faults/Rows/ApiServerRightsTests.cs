using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A13 and A14: tokens and certificates change, rights are taken away and given back; no restart is needed.</summary>
public sealed class ApiServerRightsTests(FaultFixture fixture)
{
    private static readonly TimeSpan RecoverWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A13_A_new_token_is_taken_up_when_the_old_one_is_refused()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var refused = 0;
        stage.Proxy.On(
            Requests.Lease,
            async exchange =>
            {
                using var answer = await exchange.ForwardAsync();
                if ((int)answer.StatusCode == 401) Interlocked.Increment(ref refused);
                await exchange.RelayAsync(answer);
            },
            count: int.MaxValue);
        await stage.A.Identity.RotateTokenAsync();
        // The server honours a token for some seconds more, from its cache.
        await Eventually.TrueAsync("the server refuses the old token", () => Task.FromResult(Volatile.Read(ref refused) > 0), Deadlines.Step);
        stage.Proxy.Link.Reset();
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Equal(1, refused);
    }

    [Fact]
    public async Task A13_A_new_certificate_authority_is_read_from_its_file_when_the_handshake_fails()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.A.RotateAuthorityAsync();
        var seen = stage.Proxy.Seen.Count;
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.True(stage.Proxy.Seen.Count > seen);
        Assert.Contains("The certificates for the API server have changed", stage.A.Process.ReadLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A14_Without_its_role_binding_the_operator_stays_up_names_the_right_and_goes_on_when_it_is_back()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(TimeSpan.FromSeconds(75));
        await stage.A.Identity.Rights.UnbindAsync();
        stage.Proxy.Link.Reset();
        stage.Prometheus.Load = 10;
        await Eventually.TrueAsync(
            "the log names verbs and resources",
            () => Task.FromResult(stage.A.Process.ReadLog() is var log
                && log.Contains("cannot watch resource \\u0022modelmonitors\\u0022", StringComparison.Ordinal)
                && log.Contains("cannot watch resource \\u0022pods\\u0022", StringComparison.Ordinal)),
            Deadlines.Step);
        Assert.DoesNotContain(stage.Audit, e => e is { Kind: WriteKind.Scale, Succeeded: true });
        await RecoversAsync(stage, stage.A.Identity.Rights.BindAsync);
    }

    [Fact]
    public async Task A14_Without_the_right_to_scale_a_condition_names_verb_and_resource()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(TimeSpan.FromSeconds(75));
        await stage.A.Identity.Rights.BindWithoutAsync("deployments/scale", "get", "patch");
        stage.Prometheus.Load = 10;
        var condition = await Eventually.GetAsync(
            "a condition names the right",
            async () => (await stage.MonitorAsync(ScaleOut.Name)).Status?.Conditions?.FirstOrDefault(c => c is { Status: "False", Reason: "Forbidden" }),
            Deadlines.Step);
        Assert.Contains("deployments/scale", condition.Message, StringComparison.Ordinal);
        Assert.Matches("get|patch", condition.Message);
        await RecoversAsync(stage, stage.A.Identity.Rights.BindAsync);
    }

    private static async Task RecoversAsync(FaultStage stage, Func<Task> restore)
    {
        var restored = TimeProvider.System.GetUtcNow();
        await restore();
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        var act = stage.Audit.Single(e => e is { Kind: WriteKind.Scale, Succeeded: true });
        Assert.InRange(act.Received - restored, TimeSpan.Zero, RecoverWithin);
    }
}
