using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Newer;

[assembly: AssemblyFixture(typeof(NewerFixture))]

namespace ModelMonitor.Tests.Newer;

/// <summary>
/// A control plane of the binaries in <c>KUBEBUILDER_ASSETS</c>, with the definition as users get it: kubectl applies it, rules and all.
/// </summary>
public sealed class NewerFixture : IAsyncLifetime
{
    private LocalCluster? _cluster;

    /// <summary>The administrator's client.</summary>
    public KubernetesClient Client { get; private set; } = null!;

    /// <summary>Runs kubectl as administrator.</summary>
    public Task<string> KubectlAsync(params string[] arguments) => _cluster!.KubectlAsync(arguments);

    /// <summary>Applies a manifest as administrator.</summary>
    public Task ApplyAsync(string manifest) => _cluster!.ApplyAsync(manifest);

    /// <summary>Applies a manifest as somebody else, without storing it; gives null, or what the server said against it.</summary>
    public async Task<string?> RefusalAsync(string user, string verb, string manifest)
    {
        try
        {
            await _cluster!.KubectlAsync([verb, "--dry-run=server", $"--as={user}", "-f", "-"], manifest);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalCluster.UpAsync($"newer-{Guid.NewGuid().ToString("N")[..8]}");
        Client = new(ClientConfig.Load(_cluster.Kubeconfig));
        await KubectlAsync("apply", "-f", Repository.PathOf("crds"));
        await Eventually.GetAsync(
            "the API server serves ModelMonitors",
            () => Client.SendRawAsync(HttpMethod.Get, "/apis/modelmonitor.dev/v1alpha1/modelmonitors"),
            TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
