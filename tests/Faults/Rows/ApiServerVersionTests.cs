using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A3, A4 and A5: what the operator has seen is older than what there is, too old to go on from, or newer than the server.</summary>
public sealed class ApiServerVersionTests(FaultFixture fixture)
{
    private static readonly string[] Resources = ["modelmonitors", "pods", "deployments"];

    [Fact]
    public async Task A3_What_the_watches_have_not_told_yet_is_read_before_an_act()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(TimeSpan.FromSeconds(75));
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Pods are known, so that the sample covers them; the target's and the monitor's changes are not.
        var rules = new[] { "modelmonitors", "deployments" }.Select(r => (r, Rule: stage.Proxy.On(
            Requests.Watch(r), Inject.HoldLines(cancellationToken => late.Task.WaitAsync(cancellationToken)), count: int.MaxValue))).ToList();
        stage.Proxy.Link.Reset();
        foreach (var (_, rule) in rules) await rule.Struck.WaitAsync(Deadlines.Step, TimeProvider.System);

        await stage.ScaleByHandAsync(ScaleOut.Name, 3);
        stage.Prometheus.Load = 10;
        var looked = stage.Proxy.Seen.Count(Requests.Path("GET", "/scale$"));
        await stage.RoundsAsync(8);
        var held = stage.Audit.Count(e => e.Kind == WriteKind.Scale);
        looked = stage.Proxy.Seen.Count(Requests.Path("GET", "/scale$")) - looked;
        late.SetResult();
        await ScaleOut.SettledAsync(stage, 3);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((0, 0), (held, outcome.ScaleWrites));
        Assert.True(looked > 0, "the operator never wanted to act, so nothing was shown");
    }

    [Fact]
    public async Task A3_A_spec_that_was_changed_unseen_is_not_acted_on_by_its_old_words()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(TimeSpan.FromSeconds(75));
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rule = stage.Proxy.On(
            Requests.Watch("modelmonitors"), Inject.HoldLines(cancellationToken => late.Task.WaitAsync(cancellationToken)), count: int.MaxValue);
        stage.Proxy.Link.Reset();
        await rule.Struck.WaitAsync(Deadlines.Step, TimeProvider.System);
        await stage.PatchMonitorAsync(ScaleOut.Name, """{"spec":{"mode":"Paused"}}""");
        stage.Prometheus.Load = 10;
        await stage.RoundsAsync(8);
        var refused = stage.Audit.Count(e => e is { Kind: WriteKind.Status, Code: 409 });
        Assert.DoesNotContain(stage.Audit, e => e.Kind == WriteKind.Scale);
        Assert.True(refused > 0, "the operator never wanted to act, so nothing was shown");

        late.SetResult();
        await Eventually.TrueAsync(
            "the pause is seen", async () => (await stage.MonitorAsync(ScaleOut.Name)) is { } m && m.Status?.ObservedGeneration == m.Metadata.Generation, Deadlines.Step);
        await stage.PatchMonitorAsync(ScaleOut.Name, """{"spec":{"mode":"Enforce"}}""");
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
    }

    [Fact]
    public async Task A4_After_410_a_list_finds_what_went_away_meanwhile_and_causes_no_act()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var spare = ScaleOut.Monitor();
        (spare.Metadata.Name, spare.Spec.Mode) = ("spare", MonitorMode.Recommend);
        await stage.CreateMonitorAsync(spare);
        await Eventually.TrueAsync("the second monitor is judged", () => IsKnownAsync(stage, "spare"), Deadlines.Step);
        await stage.QuietAsync();
        var writes = stage.Audit.Count(IsWriteOfMonitor);
        var lists = Resources.Select(r => stage.Proxy.Seen.Count(Requests.List(r))).ToList();

        // The watch is cut, and the next one begins where the server's memory does not reach.
        stage.Proxy.Link.Pause();
        stage.Proxy.Link.Reset();
        var expired = Resources.Select(r => stage.Proxy.On(Requests.Watch(r), r == "modelmonitors" ? From("1") : Expired)).ToList();
        await stage.Cluster.Admin.Resource<V1Alpha1ModelMonitor>().DeleteAsync(new(stage.Namespace, "spare"));
        stage.Proxy.Link.Resume();

        await Eventually.TrueAsync("the second monitor is gone", async () => !await IsKnownAsync(stage, "spare"), Deadlines.Step);
        await Eventually.TrueAsync("all watches were expired", () => Task.FromResult(expired.TrueForAll(e => e.Hits == 1)), Deadlines.Step);
        await stage.QuietAsync();
        Assert.Equal(writes, stage.Audit.Count(IsWriteOfMonitor));
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Equal(lists.Select(n => n + 1), Resources.Select(r => stage.Proxy.Seen.Count(Requests.List(r))));

        static bool IsWriteOfMonitor(AuditEntry e) => e is { Kind: WriteKind.Status or WriteKind.Scale, Verb: "patch" };
    }

    [Fact]
    public async Task A5_A_version_that_the_server_has_not_reached_is_dropped_and_a_list_taken()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var lists = Resources.Select(r => stage.Proxy.Seen.Count(Requests.List(r))).ToList();
        // The real server's own words about a version from the future, as after a restore of etcd.
        var ahead = Resources.Select(r => stage.Proxy.On(Requests.Watch(r), async exchange =>
        {
            using var answer = await exchange.ForwardAsync(query: "?resourceVersion=999999999");
            Assert.Equal(504, (int)answer.StatusCode);
            await exchange.RelayAsync(answer);
        })).ToList();
        stage.Proxy.Link.Reset();
        await Eventually.TrueAsync("all watches were refused", () => Task.FromResult(ahead.TrueForAll(e => e.Hits == 1)), Deadlines.Step);
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.Equal(lists.Select(n => n + 1), Resources.Select(r => stage.Proxy.Seen.Count(Requests.List(r))));
    }

    // The built-in resources' memory reaches back to the server's start: for them the proxy says what the server would.
    private static Fault Expired { get; } = exchange => exchange.AnswerAsync(
        200,
        """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version","reason":"Expired","code":410}}""" + "\n");

    private static Fault From(string version) => async exchange =>
    {
        var query = System.Text.RegularExpressions.Regex.Replace(exchange.Request.Query, "resourceVersion=[0-9]+", $"resourceVersion={version}");
        using var answer = await exchange.ForwardAsync(query: query);
        await exchange.RelayAsync(answer);
    };

    private static async Task<bool> IsKnownAsync(FaultStage stage, string monitor) =>
        (await stage.A.Process.ReadMetricsAsync()).Contains($"\"{monitor}\"", StringComparison.Ordinal);
}
