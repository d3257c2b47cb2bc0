using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Actions;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Monitoring;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Monitoring;

/// <summary>One monitor in a namespace of its own, and what a leader does for it, by a clock that the test holds.</summary>
internal sealed class MonitoringStage : IAsyncDisposable
{
    public static readonly SidecarRequest Dcgm = new() { Preset = "dcgm", Image = "registry.example/dcgm:1", Port = 9400, Cpu = "50m", Memory = "128Mi" };

    private static readonly string[] Edges = ["0.5", "1.0", "2.5", "+Inf"];

    private readonly ClusterFixture _fixture;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    private MonitoringStage(ClusterFixture fixture, V1Alpha1ModelMonitor monitor) => (_fixture, Monitor) = (fixture, monitor);

    public V1Alpha1ModelMonitor Monitor { get; private set; }

    public string Namespace => Monitor.Metadata.Namespace!;

    public ManualTime Time { get; private set; } = new();

    public CountingFence Writes { get; } = new();

    public MonitoringConfiguration Configuration { get; set; } = new();

    public MonitoringObjects Objects { get; private set; } = null!;

    /// <summary>Whether the source is a Prometheus.</summary>
    public bool IsPrometheus { get; set; } = true;

    /// <summary>Ready pods of which the engine shows something; null when that is not known.</summary>
    public string[]? EnginePods { get; set; } = ["chat-a"];

    public static async Task<MonitoringStage> SetUpAsync(ClusterFixture fixture)
    {
        var ns = await fixture.CreateNamespaceAsync();
        var monitor = await fixture.Client.Resource<V1Alpha1ModelMonitor>().CreateAsync(new()
        {
            Metadata = new() { Name = "chat", Namespace = ns },
            Spec = new()
            {
                TargetRef = new() { Name = "chat" },
                Objectives =
                [
                    new()
                    {
                        Name = "first-token", Indicator = "time-to-first-token", Quantile = "p95", Below = IntOrString.FromString("1s"),
                        Budget = new() { Target = "99%", Window = "30d" },
                    },
                ],
            },
        });
        var stage = new MonitoringStage(fixture, monitor);
        await stage.RestartAsync();
        return stage;
    }

    /// <summary>A new process: everything in memory is gone.</summary>
    public async Task RestartAsync()
    {
        Time = new();
        var client = new KubernetesClient(_fixture.Config, Time, fence: Writes);
        var engines = EngineCatalog.LoadEmbedded();
        Objects = new(client, Configuration, engines, Record, Namespace, Time, NullLoggerFactory.Instance);
        _run = Task.WhenAll(_run, Objects.RunAsync(_stop.Token));
        await Objects.WaitAsync(default).WaitAsync(PrometheusOperatorFixture.Deadline);

        IReadOnlyList<RecordingRule>? Record(string source, MonitorQuestion question)
        {
            Assert.True(engines.TryGet(question.Engine!, out var preset));
            return IsPrometheus ? [.. question.Objectives.SelectMany(o => RecordingRules.Of(preset!, question, o, Edges))] : null;
        }
    }

    /// <summary>One reconcile of the leader.</summary>
    /// <param name="sidecar">The exporter of its pods.</param>
    /// <param name="isNamed">Whether the spec names the engine; else it was found out.</param>
    public Task<Problem?> ReconcileAsync(SidecarRequest? sidecar = null, bool isNamed = true)
    {
        var objective = new Objective("first-token", Indicator.TimeToFirstToken, 1, true, true, 0.95, new(0.99, TimeSpan.FromDays(30)));
        var work = new Work(
            "prod", isNamed ? "vllm" : null, null, new(null, null, null), MonitorMode.Enforce, new([objective], null),
            [new("first-token", Indicator.TimeToFirstToken, 0.95, 1, BudgetWindow: TimeSpan.FromDays(30))], new Dictionary<string, string>());
        var target = new Target(V1Deployment.Resource, new(Namespace, "chat"), new(new(), 1, 1, null), PodSelector.Parse("app=chat,tier in (gpu)"), IsLive: true);
        var sample = new MonitorSample(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.NoData), "vllm")
        {
            EnginePods = EnginePods?.ToHashSet(),
        };
        return Objects.EnsureAsync(Monitor, work, target, sample, sidecar, default);
    }

    /// <summary>An object, or null.</summary>
    public async Task<JsonNode?> FindAsync(string plural, string name)
    {
        try
        {
            return await _fixture.Client.SendRawAsync(HttpMethod.Get, $"/apis/monitoring.coreos.com/v1/namespaces/{Namespace}/{plural}/{name}");
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Somebody else's object.</summary>
    public Task CreateAsync(string kind, string plural, string name, string spec) => _fixture.Client.SendRawAsync(
        HttpMethod.Post, $"/apis/monitoring.coreos.com/v1/namespaces/{Namespace}/{plural}",
        $$"""{"apiVersion":"monitoring.coreos.com/v1","kind":"{{kind}}","metadata":{"name":"{{name}}"},"spec":{{spec}}}""");

    /// <summary>Somebody else's change.</summary>
    public Task PatchAsync(string plural, string name, string json) => _fixture.Client.SendRawAsync(
        HttpMethod.Patch, $"/apis/monitoring.coreos.com/v1/namespaces/{Namespace}/{plural}/{name}", json, "application/merge-patch+json");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    /// <summary>Counts writes that are sent.</summary>
    public sealed class CountingFence : IWriteFence
    {
        private int _count;

        public int Count => _count;

        public TimeSpan Pass()
        {
            Interlocked.Increment(ref _count);
            return TimeSpan.FromMinutes(1);
        }
    }
}
