using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A6, A7, A10 and A12: the API server has no time, says no, or its answer is lost.</summary>
public sealed class ApiServerRefusalTests(FaultFixture fixture)
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(75);

    [Fact]
    public async Task A6_A_busy_server_is_left_alone_for_as_long_as_it_asks_and_the_lease_goes_on()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var busy = Inject.Answer(429, null, ("Retry-After", "1"));
        var answeredAt = new ConcurrentDictionary<string, long>();
        var tooSoon = new ConcurrentQueue<string>();
        var rule = stage.Proxy.On(
            r => !Requests.Lease(r) && !Requests.Event(r),
            exchange =>
            {
                var now = TimeProvider.System.GetTimestamp();
                var what = exchange.Request.ToString();
                if (answeredAt.TryGetValue(what, out var last) && TimeProvider.System.GetElapsedTime(last, now) is var since && since < TimeSpan.FromSeconds(1))
                    tooSoon.Enqueue($"{what} after {since.TotalSeconds:0.000} s");
                answeredAt[what] = now;
                return busy(exchange);
            },
            count: int.MaxValue);
        await stage.AdvanceAsync(Calm);
        stage.Proxy.Link.Reset();
        stage.Prometheus.Load = 10;
        await stage.RoundsAsync(12);
        Assert.DoesNotContain(stage.Audit, e => e.Kind == WriteKind.Scale);
        rule.End();
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.True(rule.Hits > 3, $"only {rule.Hits} requests were refused");
        Assert.Empty(tooSoon);
    }

    [Fact]
    public async Task A7_A_target_that_changes_all_the_time_is_decided_on_anew_and_then_called_contended()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var labels = 0;
        var rule = stage.Proxy.On(
            Requests.Scale,
            async exchange =>
            {
                await stage.Cluster.Admin.Resource<V1Deployment>().PatchAsync(
                    new(stage.Namespace, ScaleOut.Name), Patch.Merge($$$"""{"metadata":{"labels":{"n":"{{{++labels}}}"} } }"""));
                using var answer = await exchange.ForwardAsync();
                await exchange.RelayAsync(answer);
            },
            count: int.MaxValue);
        await stage.AdvanceAsync(Calm);
        stage.Prometheus.Load = 10;
        var condition = await Eventually.GetAsync(
            "a condition says that others write the target",
            async () => (await stage.MonitorAsync(ScaleOut.Name)).Status?.Conditions?.FirstOrDefault(c => c.Reason == "WriteConflict"),
            Deadlines.Step);
        Assert.Equal(("ScalingActive", "False"), (condition.Type, condition.Status));
        rule.End();
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
        Assert.Equal(rule.Hits, stage.Audit.Count(e => e is { Kind: WriteKind.Scale, Code: 409 }));
        Assert.Equal(5, LongestRunOfConflicts(stage.Audit));
    }

    [Theory]
    [InlineData(500, "etcdserver: request is too large")]
    [InlineData(413, "limit is 3145728")]
    public async Task A10_A_status_that_is_too_large_is_not_sent_again_and_again_and_nothing_is_done_unrecorded(int status, string message)
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(Calm);
        var body = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["message"] = message, ["code"] = status }.ToJsonString();
        var rule = stage.Proxy.On(Requests.Status, exchange => exchange.AnswerAsync(status, body), count: int.MaxValue);
        stage.Prometheus.Load = 10;
        await rule.Struck.WaitAsync(Deadlines.Step, TimeProvider.System);
        await stage.RoundsAsync(15);
        // One try per interval would be 15; the pauses between the tries grow.
        Assert.InRange(rule.Hits, 2, 10);
        Assert.DoesNotContain(stage.Audit, e => e.Kind == WriteKind.Scale);
        Assert.Contains(message, stage.A.Process.ReadLog(), StringComparison.Ordinal);
        rule.End();
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
    }

    [Theory]
    [InlineData(WriteKind.Scale)]
    [InlineData(WriteKind.Status)]
    [InlineData(WriteKind.Lease)]
    public async Task A12_A_write_whose_answer_is_lost_is_not_repeated(WriteKind kind)
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.AdvanceAsync(Calm);
        var before = Succeeded();
        var rule = stage.Proxy.On(Requests.Of(kind), Inject.DropAnswer);
        stage.Prometheus.Load = 10;
        await ScaleOut.SettledAsync(stage, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1, 1), (rule.Hits, outcome.ScaleWrites, outcome.DecisionRecords));
        Assert.True(kind == WriteKind.Lease || Succeeded() > before);

        int Succeeded() => stage.Audit.Count(e => e.Kind == kind && e.Succeeded);
    }

    private static int LongestRunOfConflicts(IEnumerable<AuditEntry> audit)
    {
        var (longest, run) = (0, 0);
        foreach (var entry in audit)
        {
            if (entry is { Kind: WriteKind.Status, Succeeded: true } && entry.NewestDecision?["outcome"]?.ToString() != "Pending") run = 0;
            if (entry is { Kind: WriteKind.Scale, Code: 409 }) longest = Math.Max(longest, ++run);
        }

        return longest;
    }
}
