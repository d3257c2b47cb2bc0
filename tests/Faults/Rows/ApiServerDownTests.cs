using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A1, A2, A3 and A8: the API server or its etcd is killed, stands still, or answers from the past.</summary>
[Collection(BreaksTheCluster.Name)]
public sealed class ApiServerDownTests(BreakableCluster fixture)
{
    private static readonly bool All = Environment.GetEnvironmentVariable("FAULTS") == "all";

    // Half-open for 5 minutes and half of one: longer than every request's timeout and than the pings of a silent connection.
    private static readonly int HalfOpenRounds = All ? 300 : 20;

    // A leader's last renewal, a retry, and what a busy machine takes.
    private static readonly TimeSpan StandDown = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A1_A_killed_API_server_costs_neither_the_term_nor_a_list_that_was_not_asked_for()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var watches = new WatchNotes(stage.Proxy, "modelmonitors");
        stage.Proxy.Link.Reset();
        await watches.OpenedAsync(1);
        var lists = stage.Proxy.Seen.Count(Requests.List("modelmonitors"));
        var (opened, down) = (watches.Opened, TimeProvider.System.GetTimestamp());

        await fixture.Cluster.SignalAsync("kube-apiserver", "KILL");
        await fixture.Cluster.StartAsync("kube-apiserver");
        await watches.AnsweredAfterAsync(opened);
        var took = TimeProvider.System.GetElapsedTime(down).TotalSeconds;
        var reopened = watches.Opened - opened;
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Single(stage.Audit.Where(e => e is { Kind: WriteKind.Lease, Succeeded: true }).Select(e => (int?)e.Response!["spec"]!["leaseTransitions"]).Distinct());
        // The first tries are closer together than later ones, hence the 3.
        Assert.True(reopened <= took + 3, $"a watch was opened {reopened} times in {took:0} s");
        // A server that just started may say that our version is too old for it, or that it knows no such resource yet; nothing else is a
        // reason to list.
        Assert.Equal(watches.ReasonsToList, stage.Proxy.Seen.Count(Requests.List("modelmonitors")) - lists);
    }

    [Fact]
    public async Task A2_A_leader_whose_API_server_stands_still_ends_by_itself_at_its_deadline()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        await ScaleOut.StartAsync(stage);
        await fixture.Cluster.SignalAsync("kube-apiserver", "STOP");
        try
        {
            Assert.Equal(1, await stage.A.Process.ExpectExitAsync(StandDown));
            // The kubelet starts the container again, and the next process finds nobody at home.
            stage.A.Start();
        }
        finally
        {
            await fixture.Cluster.SignalAsync("kube-apiserver", "CONT");
        }

        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
    }

    [Fact]
    public async Task A2_Without_election_a_half_open_API_server_is_waited_for_and_the_change_made_once()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments with { LeaderElect = false };
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(TimeSpan.FromSeconds(75));
        await fixture.Cluster.SignalAsync("kube-apiserver", "STOP");
        try
        {
            stage.Prometheus.Load = 10;
            await stage.RoundsAsync(HalfOpenRounds);
        }
        finally
        {
            await fixture.Cluster.SignalAsync("kube-apiserver", "CONT");
        }

        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
        // No request waited longer than the timeout of one.
        Assert.Contains("no answer within 10 s", stage.A.Process.ReadLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A3_A_server_that_answers_from_an_old_cache_is_never_acted_on()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        stage.Proxy.Retarget(await fixture.Cluster.SecondApiServerAsync());
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(TimeSpan.FromSeconds(75));
        await fixture.Cluster.PauseSecondApiServerAsync();
        try
        {
            // Whoever sees only the cache finds 1 replica and a load for 2; in truth there are 3.
            await stage.ScaleByHandAsync(ScaleOut.Name, 3);
            stage.Prometheus.Load = 10;
            Assert.Equal(1, await stage.A.Process.ExpectExitAsync(StandDown));
            stage.A.Start();
            stage.Proxy.Retarget(fixture.Cluster.Config);
            stage.Proxy.Link.Reset();
            await ScaleOut.SettledAsync(stage, 3);
        }
        finally
        {
            await fixture.Cluster.PauseSecondApiServerAsync(pause: false);
        }

        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((0, 0), (outcome.ScaleWrites, outcome.DecisionRecords));
    }

    [Fact]
    public async Task A8_A_write_that_etcd_carries_out_after_its_writer_is_gone_is_found_done_and_not_repeated()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        await ScaleOut.StartAsync(stage);
        var rule = stage.Proxy.On(Requests.Scale, async exchange =>
        {
            await fixture.Cluster.SignalAsync("etcd", "STOP");
            using var answer = await exchange.ForwardAsync(evenIfAborted: true);
            await exchange.RelayAsync(answer);
        });
        var step = ScaleOut.StepAsync(stage, 10, 2);
        try
        {
            await rule.Struck;
            Assert.Equal(1, await stage.A.Process.ExpectExitAsync(StandDown));
        }
        finally
        {
            await fixture.Cluster.SignalAsync("etcd", "CONT");
        }

        stage.A.Start();
        await step;
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1, 1), (rule.Hits, outcome.ScaleWrites, outcome.DecisionRecords));
    }
}
