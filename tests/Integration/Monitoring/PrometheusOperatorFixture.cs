using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Monitoring;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Monitoring;

/// <summary>
/// Stand-ins of prometheus-operator's definitions: their names, and schemas that let everything through. Before they are installed a
/// process is started that does not find them.
/// </summary>
public sealed class PrometheusOperatorFixture(ClusterFixture cluster) : IAsyncLifetime
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static readonly (string Kind, string Plural)[] Types = [("PodMonitor", "podmonitors"), ("PrometheusRule", "prometheusrules"), ("Prometheus", "prometheuses")];

    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    /// <summary>The clock of <see cref="Early"/>.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>A process that was there before prometheus-operator.</summary>
    public MonitoringObjects Early { get; private set; } = null!;

    /// <summary>What it said while prometheus-operator was not there.</summary>
    public bool EarlyHadPodMonitors { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Early = new(new KubernetesClient(cluster.Config, Time), new MonitoringConfiguration(), EngineCatalog.LoadEmbedded(), (_, _) => [], "default", Time, NullLoggerFactory.Instance);
        _run = Early.RunAsync(_stop.Token);
        await Early.WaitAsync(default).WaitAsync(Deadline);
        EarlyHadPodMonitors = Early.HasPodMonitors;
        foreach (var (kind, plural) in Types)
        {
            await cluster.Client.SendRawAsync(HttpMethod.Post, Definitions, $$$$"""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{{plural}}}}.monitoring.coreos.com"},
                 "spec":{"group":"monitoring.coreos.com","scope":"Namespaced","names":{"kind":"{{{{kind}}}}","plural":"{{{{plural}}}}"},
                 "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
                """);
            await Eventually.GetAsync($"{plural} are served", () => cluster.Client.SendRawAsync(HttpMethod.Get, $"/apis/monitoring.coreos.com/v1/{plural}"), Deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        foreach (var (_, plural) in Types) await cluster.Client.SendRawAsync(HttpMethod.Delete, $"{Definitions}/{plural}.monitoring.coreos.com");
        _stop.Dispose();
    }
}
