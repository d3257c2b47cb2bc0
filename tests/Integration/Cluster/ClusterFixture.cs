using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

[assembly: AssemblyFixture(typeof(ClusterFixture))]

namespace ModelMonitor.Tests.Integration.Cluster;

/// <summary>
/// A real control plane for all tests of this assembly, of its own name and gone afterwards. Tests keep apart by namespaces of
/// their own.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    // The first start on a machine builds Kubernetes; later ones take seconds.
    private static readonly TimeSpan UpDeadline = TimeSpan.FromMinutes(20);

    private LocalCluster? _cluster;
    private int _namespaces;

    /// <summary>The cluster.</summary>
    public LocalCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not up");

    /// <summary>The administrator's kubeconfig.</summary>
    public string KubeConfigPath => Cluster.Kubeconfig;

    /// <summary>The administrator's way in.</summary>
    public ClientConfig Config { get; private set; } = null!;

    /// <summary>A client of the administrator.</summary>
    public KubernetesClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        using var late = new CancellationTokenSource(UpDeadline, TimeProvider.System);
        _cluster = await LocalCluster.UpAsync($"integration-{Guid.NewGuid().ToString("N")[..8]}", cancellationToken: late.Token);
        // More patience than the default, so that a busy machine fails no test.
        Config = ClientConfig.Load(KubeConfigPath) with { RequestTimeout = TimeSpan.FromMinutes(1) };
        Client = new KubernetesClient(Config);
        await Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", "crd-1.20")], cancellationToken: late.Token);
        await Eventually.GetAsync(
            "the API server serves ModelMonitors",
            () => Client.SendRawAsync(HttpMethod.Get, "/apis/modelmonitor.dev/v1alpha1/modelmonitors", cancellationToken: late.Token),
            TimeSpan.FromSeconds(30),
            late.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    /// <summary>A new namespace for one test.</summary>
    public async Task<string> CreateNamespaceAsync()
    {
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await Client.Resource<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = name } });
        return name;
    }
}
