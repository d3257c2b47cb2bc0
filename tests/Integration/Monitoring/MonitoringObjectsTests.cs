using System.Text.Json.Nodes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Monitoring;

/// <summary>What is written for prometheus-operator, on a real API server with stand-ins of its definitions.</summary>
public sealed class MonitoringObjectsTests(ClusterFixture cluster, PrometheusOperatorFixture installed) : IClassFixture<PrometheusOperatorFixture>
{
    [Fact]
    public async Task Prometheus_operator_that_is_installed_later_is_found_within_five_minutes()
    {
        Assert.False(installed.EarlyHadPodMonitors);
        await Eventually.TrueAsync("it is found", () =>
        {
            installed.Time.Advance(TimeSpan.FromMinutes(5));
            return Task.FromResult(installed.Early.HasPodMonitors);
        }, PrometheusOperatorFixture.Deadline);
    }

    [Fact]
    public async Task Objects_belong_to_the_monitor_and_constant_inputs_write_nothing_also_after_a_restart()
    {
        await using var stage = await MonitoringStage.SetUpAsync(cluster);
        stage.Configuration.Labels["release"] = "stack";
        await stage.RestartAsync();
        Assert.True(stage.Objects.HasPodMonitors);
        Assert.Null(await stage.ReconcileAsync(MonitoringStage.Dcgm));

        var rule = (await stage.FindAsync("prometheusrules", "chat"))!;
        Assert.Equal(["modelmonitor.events", "modelmonitor.alerts"], rule["spec"]!["groups"]!.AsArray().Select(g => g!["name"]!.GetValue<string>()));
        Assert.Equal("stack", rule["metadata"]!["labels"]!["release"]!.GetValue<string>());
        var exporter = (await stage.FindAsync("podmonitors", "chat-gpu-exporter"))!;
        // In the server's order.
        Assert.Equal("""{"matchExpressions":[{"key":"app","operator":"In","values":["chat"]},{"key":"tier","operator":"In","values":["gpu"]}],"matchLabels":{"modelmonitor.dev/gpu-exporter":"dcgm"}}""", Text(exporter["spec"]!["selector"]));
        var endpoint = exporter["spec"]!["podMetricsEndpoints"]![0]!;
        Assert.Equal(("gpu-metrics", false), (endpoint["port"]!.GetValue<string>(), endpoint["honorLabels"]!.GetValue<bool>()));
        Assert.Null(await stage.FindAsync("podmonitors", "chat-engine"));
        Assert.All([rule, exporter], o => Assert.Equal(
            ("ModelMonitor", "chat", stage.Monitor.Metadata.Uid),
            (Owner(o)["kind"]!.GetValue<string>(), Owner(o)["name"]!.GetValue<string>(), Owner(o)["uid"]!.GetValue<string>())));

        var writes = stage.Writes.Count;
        Assert.Equal(2, writes);
        for (var i = 0; i < 30; i++)
        {
            stage.Time.Advance(TimeSpan.FromMinutes(5));
            await stage.ReconcileAsync(MonitoringStage.Dcgm);
        }

        await stage.RestartAsync();
        await stage.ReconcileAsync(MonitoringStage.Dcgm);
        Assert.Equal(writes, stage.Writes.Count);

        static JsonNode Owner(JsonNode found) => Assert.Single(found["metadata"]!["ownerReferences"]!.AsArray())!;
    }

    [Fact]
    public async Task What_somebody_changed_is_put_right_by_the_next_process()
    {
        await using var stage = await MonitoringStage.SetUpAsync(cluster);
        await stage.ReconcileAsync();
        var before = Text((await stage.FindAsync("prometheusrules", "chat"))!["spec"]);
        await stage.PatchAsync("prometheusrules", "chat", """{"spec":{"groups":[]},"metadata":{"labels":{"team":"theirs"}}}""");
        await stage.RestartAsync();
        await stage.ReconcileAsync();
        var after = (await stage.FindAsync("prometheusrules", "chat"))!;
        Assert.Equal(before, Text(after["spec"]));
        Assert.Equal("theirs", after["metadata"]!["labels"]!["team"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_not_wanted_any_more_goes_also_when_another_process_made_it()
    {
        await using var stage = await MonitoringStage.SetUpAsync(cluster);
        await stage.ReconcileAsync(MonitoringStage.Dcgm);
        await stage.ReconcileAsync();
        Assert.Null(await stage.FindAsync("podmonitors", "chat-gpu-exporter"));

        await stage.ReconcileAsync(MonitoringStage.Dcgm);
        Assert.NotNull(await stage.FindAsync("podmonitors", "chat-gpu-exporter"));
        (stage.Configuration.PodMonitors, stage.Configuration.Rules) = (false, false);
        await stage.RestartAsync();
        Assert.False(stage.Objects.HasPodMonitors);
        await stage.ReconcileAsync(MonitoringStage.Dcgm);
        Assert.Null(await stage.FindAsync("podmonitors", "chat-gpu-exporter"));
        Assert.Null(await stage.FindAsync("prometheusrules", "chat"));
    }

    [Fact]
    public async Task Nobody_elses_object_is_written_or_deleted()
    {
        await using var stage = await MonitoringStage.SetUpAsync(cluster);
        await stage.CreateAsync("PrometheusRule", "prometheusrules", "chat", """{"groups":[]}""");
        await stage.CreateAsync("PodMonitor", "podmonitors", "chat-gpu-exporter", """{"selector":{}}""");
        await stage.CreateAsync("PodMonitor", "podmonitors", "chat-engine", """{"selector":{}}""");
        stage.EnginePods = [];
        var problem = await stage.ReconcileAsync(MonitoringStage.Dcgm);
        stage.Time.Advance(TimeSpan.FromMinutes(6));
        await stage.ReconcileAsync(MonitoringStage.Dcgm);
        await stage.ReconcileAsync();
        Assert.Equal(0, stage.Writes.Count);
        Assert.Contains("there is a PodMonitor chat-gpu-exporter that is not ours", problem!.Message, StringComparison.Ordinal);
        Assert.NotNull(await stage.FindAsync("podmonitors", "chat-gpu-exporter"));
    }

    [Fact]
    public async Task An_engine_that_nobody_scrapes_for_five_minutes_gets_a_PodMonitor_and_keeps_it()
    {
        await using var stage = await MonitoringStage.SetUpAsync(cluster);
        stage.EnginePods = [];
        await stage.ReconcileAsync();
        stage.Time.Advance(TimeSpan.FromMinutes(4));
        await stage.ReconcileAsync();
        stage.EnginePods = null;
        await stage.ReconcileAsync();
        stage.EnginePods = [];
        await stage.ReconcileAsync();
        stage.Time.Advance(TimeSpan.FromMinutes(4));
        await stage.ReconcileAsync();
        Assert.Null(await stage.FindAsync("podmonitors", "chat-engine"));
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        await stage.ReconcileAsync();
        var endpoint = (await stage.FindAsync("podmonitors", "chat-engine"))!["spec"]!["podMetricsEndpoints"]![0]!;
        Assert.Equal((8000, 8000, "/metrics"), (endpoint["portNumber"]!.GetValue<int>(), endpoint["targetPort"]!.GetValue<int>(), endpoint["path"]!.GetValue<string>()));

        stage.EnginePods = ["chat-a"];
        var writes = stage.Writes.Count;
        await stage.ReconcileAsync();
        await stage.RestartAsync();
        await stage.ReconcileAsync();
        Assert.Equal(writes, stage.Writes.Count);
        Assert.NotNull(await stage.FindAsync("podmonitors", "chat-engine"));

        stage.IsPrometheus = false;
        await stage.RestartAsync();
        await stage.ReconcileAsync();
        Assert.Null(await stage.FindAsync("podmonitors", "chat-engine"));
        Assert.Null(await stage.FindAsync("prometheusrules", "chat"));
    }

    [Fact]
    public async Task An_engine_that_is_only_detected_gets_no_PodMonitor()
    {
        await using var stage = await MonitoringStage.SetUpAsync(cluster);
        stage.EnginePods = [];
        await stage.ReconcileAsync(isNamed: false);
        stage.Time.Advance(TimeSpan.FromMinutes(6));
        await stage.ReconcileAsync(isNamed: false);
        Assert.Null(await stage.FindAsync("podmonitors", "chat-engine"));
        Assert.NotNull(await stage.FindAsync("prometheusrules", "chat"));
    }

    [Fact]
    public async Task It_is_said_when_no_Prometheus_selects_the_exporter_and_what_to_add()
    {
        await using var stage = await MonitoringStage.SetUpAsync(cluster);
        Assert.Null(await stage.ReconcileAsync(MonitoringStage.Dcgm));
        await stage.CreateAsync("Prometheus", "prometheuses", "k8s", """{"podMonitorSelector":{"matchLabels":{"release":"stack"}},"ruleSelector":{}}""");
        var problem = await Eventually.GetAsync(
            "the Prometheus is seen", async () => await stage.ReconcileAsync(MonitoringStage.Dcgm) ?? throw new InvalidOperationException("no problem"), PrometheusOperatorFixture.Deadline);
        Assert.Equal((ConditionType.ExporterReady, nameof(ConditionReason.MonitorNotSelected)), (problem.Condition, problem.Reason));
        Assert.Equal(
            $"no Prometheus selects PodMonitor chat-gpu-exporter: Prometheus {stage.Namespace}/k8s asks for the label release=stack; add it to monitoring.labels of the operator's configuration",
            problem.Message);
        Assert.Null(await stage.ReconcileAsync());
        await stage.PatchAsync("prometheuses", "k8s", """{"spec":{"podMonitorSelector":{"matchLabels":null}}}""");
        await Eventually.TrueAsync("it is selected", async () => await stage.ReconcileAsync(MonitoringStage.Dcgm) is null, PrometheusOperatorFixture.Deadline);
    }

    private static string Text(JsonNode? node) => node!.ToJsonString();
}
