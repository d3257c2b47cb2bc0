using System.Globalization;
using System.Text.Json.Nodes;
using ModelMonitor.Demo;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>The main job on real input: the operator as a pod, a real Prometheus, load that breaks an objective.</summary>
[Collection(nameof(Alone))]
public sealed class HealingTests(StageFixture fixture) : IAsyncLifetime
{
    private static readonly ObjectKey Key = new(Stage.Namespace, Stage.Name);
    private readonly Stage _stage = fixture.Stage;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _stage.ResetAsync(CancellationToken.None);

    [Fact]
    public async Task A_breach_under_load_is_only_judged_while_paused_then_healed_and_told_and_replicas_come_down_again()
    {
        var result = await ScenarioAsync();

        var paused = result.Timeline.Take(result.PausedRows).ToList();
        Assert.Contains(paused, row => row.State == "Breached");
        Assert.All(paused, row => Assert.Equal(1, row.Desired));

        Assert.True(result.Healed, "clients were not served within the bound again");
        Assert.True(result.ScaledDown, "replicas did not come down");
        Assert.True(result.ClientP95Worst > HealingScenario.Bound, "the overload did not break the objective, so healing it proves nothing");
        Assert.True(result.ClientP95After < HealingScenario.Bound);
        Assert.NotNull(result.BreachToScale);

        var monitor = await MonitorAsync();
        var decisions = monitor.Status!.Decisions!;
        Assert.Contains(decisions, d => d.To > d.From);
        Assert.Contains(decisions, d => d.To < d.From);
        Assert.All(decisions, d => Assert.Equal("Applied", d.Outcome));
        Assert.All(decisions, d => Assert.InRange(d.To, 1, 6));
        Assert.Contains(monitor.Status.Conditions!, c => c is { Type: "Ready", Status: "True" });

        var reasons = await EventReasonsAsync();
        Assert.Contains("SLOBreached", reasons);
        Assert.Contains("Scaled", reasons);
        Assert.Contains("SLORecovered", reasons);
        await KubectlAsync("wait", "--for=condition=Ready", $"mm/{Stage.Name}", "--timeout=30s");
        Assert.Contains("first-token", await KubectlAsync("get", "mm"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Prometheus_replicas_are_held_it_is_told_once_and_it_recovers_by_itself()
    {
        await KubectlAsync("scale", $"deployment/{Stage.Name}", "--replicas=2");
        await _stage.WaitForReadyAsync(Stage.Namespace, Stage.Name, CancellationToken.None);
        await _stage.Cluster.ApplyAsync(Stage.Manifest("monitor.yaml"));
        await WaitForAsync(c => c is { Type: "MetricsAvailable", Status: "True" }, "metrics are known");

        await _stage.Cluster.HackAsync("prometheus", ["--stop"]);
        try
        {
            await WaitForAsync(c => c is { Type: "MetricsAvailable", Status: "False", Reason: "SourceUnreachable" }, "the outage is seen");
            await WaitForAsync(c => c is { Type: "Ready", Status: "False", Reason: "ObjectiveUnknown" }, "the objective is not judged any more");
            await WaitForEventAsync("MetricsUnavailable");
            // With nothing to do, two pods would be one after the stabilisation window; unknown must never lower.
            Assert.Equal(2, await ReplicasAsync());
        }
        finally
        {
            // Also when this fails: the other tests need it.
            await _stage.Cluster.HackAsync("prometheus", ["--scrape-interval", "5s"]);
        }

        await WaitForAsync(c => c is { Type: "MetricsAvailable", Status: "True" }, "the source is back");
        await WaitForEventAsync("MetricsRestored");
        Assert.Single(await EventReasonsAsync((await MonitorAsync()).Metadata.CreationTimestamp!.Value), r => r == "MetricsUnavailable");
    }

    [Fact]
    public async Task Without_any_Prometheus_and_without_naming_the_engine_the_pods_themselves_are_read()
    {
        await _stage.Cluster.ApplyAsync(Stage.Manifest("monitor.yaml")
            .Replace("source: prod", "source: pods", StringComparison.Ordinal)
            .Replace("  engine: vllm\n", "", StringComparison.Ordinal));
        await KubectlAsync("wait", "--for=condition=Ready", $"mm/{Stage.Name}", "--timeout=180s");
        var status = (await MonitorAsync()).Status!;
        Assert.Equal(("pods", "vllm"), (status.Source, status.Engine));
        Assert.NotNull(status.Objectives!.Single().SampleTime);
    }

    [Fact]
    public async Task Both_operator_pods_are_restricted_ready_and_show_their_metrics_and_one_of_them_leads()
    {
        var pods = (await _stage.Client.Resource<V1Pod>().ListAllAsync("modelmonitor-system", "app.kubernetes.io/name=modelmonitor"))
            .Items.Where(p => p.Metadata.DeletionTimestamp is null).ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, p => Assert.Contains(p.Status!.Conditions!, c => c is { Type: "Ready", Status: "True" }));
        // A pod that another test deleted gave its lease up; a killed one's expires within 15 s.
        await Eventually.TrueAsync(
            "one of them leads",
            async () => (await Task.WhenAll(pods.Select(MetricsAsync)))
                .Count(m => m.Contains("leader_election_master_status{name=\"modelmonitor-operator\"} 1", StringComparison.Ordinal)) == 1,
            TimeSpan.FromMinutes(1));
        foreach (var pod in pods)
        {
            var metrics = await MetricsAsync(pod);
            Assert.Contains("controller_runtime_reconcile_total{controller=\"modelmonitor\",result=\"success\"}", metrics, StringComparison.Ordinal);
            Assert.Contains("# TYPE workqueue_depth gauge", metrics, StringComparison.Ordinal);
            // By name: a pod that another test replaced may still be in Prometheus' lookback.
            var query = $$"""up{namespace="modelmonitor-system",pod="{{pod.Metadata.Name}}"}""";
            await Eventually.TrueAsync(
                "Prometheus scrapes the operator",
                async () => await _stage.Prometheus.QueryAsync(query, CancellationToken.None) == 1,
                TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_broken_rule_is_refused_by_the_server_or_named_by_the_operator()
    {
        var broken = Stage.Manifest("monitor.yaml").Replace("minReplicas: 1", "minReplicas: 9", StringComparison.Ordinal);
        if (_stage.ServerHasRules)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => _stage.Cluster.ApplyAsync(broken));
            Assert.Contains("minReplicas must not be above maxReplicas", refused.Message, StringComparison.Ordinal);
            return;
        }

        await _stage.Cluster.ApplyAsync(broken);
        await WaitForAsync(
            c => c is { Type: "Ready", Status: "False", Reason: "InvalidSpec" } && c.Message.Contains("minReplicas must not be above maxReplicas", StringComparison.Ordinal),
            "the operator names the rule");
    }

    [Fact]
    public async Task A_deleted_operator_pod_ends_in_order_and_its_successor_goes_on()
    {
        await _stage.Cluster.ApplyAsync(Stage.Manifest("monitor.yaml"));
        await WaitForAsync(c => c is { Type: "Ready", Status: "True" }, "the monitor is judged");
        await _stage.Cluster.KubectlAsync(["-n", "modelmonitor-system", "delete", "pod", "-l", "app.kubernetes.io/name=modelmonitor", "--wait=true"]);
        await _stage.WaitForReadyAsync("modelmonitor-system", "modelmonitor-operator", CancellationToken.None);
        await KubectlAsync("annotate", "mm", Stage.Name, $"modelmonitor.dev/reconcile-at={Guid.NewGuid()}");
        await KubectlAsync("patch", "mm", Stage.Name, "--type=merge", "-p", """{"spec":{"mode":"Recommend"}}""");
        await WaitForAsync(c => c is { Type: "ScalingActive", Reason: "RecommendOnly" }, "the successor judges");
    }

    private async Task<HealingResult> ScenarioAsync()
    {
        var result = await Valid.RunAsync(_stage, RunAsync, r => r.Lag);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"breach to scale {result.BreachToScale?.TotalSeconds:0.0}s, worst p95 {result.ClientP95Worst:0.00}s"));
        return result;

        Task<HealingResult> RunAsync()
        {
            Console.WriteLine(TimelineRow.Head);
            return new HealingScenario(_stage, Console.WriteLine, Console.WriteLine).RunAsync(MonitorMode.Enforce, TimeSpan.FromMinutes(6), pausedFirst: true, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> MetricsAsync(V1Pod pod)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://{pod.Status!.PodIP}:8080/metrics"));
    }

    private Task WaitForAsync(Func<Condition, bool> holds, string what) => Eventually.TrueAsync(
        what, async () => (await MonitorAsync()).Status?.Conditions?.Any(holds) == true, TimeSpan.FromMinutes(3));

    private Task WaitForEventAsync(string reason) => Eventually.TrueAsync(
        $"an Event {reason}",
        async () => (await EventReasonsAsync((await MonitorAsync()).Metadata.CreationTimestamp!.Value)).Contains(reason),
        TimeSpan.FromMinutes(1));

    private Task<V1Alpha1ModelMonitor> MonitorAsync() => _stage.Client.Resource<V1Alpha1ModelMonitor>().GetAsync(Key);

    private async Task<int> ReplicasAsync() => (await _stage.Client.Resource<V1Deployment>().GetAsync(Key)).Spec!.Replicas ?? 1;

    private Task<string> KubectlAsync(params string[] arguments) => _stage.Cluster.KubectlAsync(["-n", Stage.Namespace, .. arguments]);

    private async Task<IReadOnlyList<string>> EventReasonsAsync(DateTimeOffset since = default)
    {
        var list = JsonNode.Parse(await KubectlAsync("get", "events.events.k8s.io", "-o", "json"))!["items"]!.AsArray();
        return
        [
            .. from e in list
               where e!["regarding"]?["kind"]?.GetValue<string>() == "ModelMonitor"
                   && DateTimeOffset.Parse(e["metadata"]!["creationTimestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture) >= since
               select e["reason"]!.GetValue<string>(),
        ];
    }
}
