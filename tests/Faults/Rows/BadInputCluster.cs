using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A control plane for tests that change what all would see.</summary>
public sealed class BadInputCluster : IAsyncLifetime
{
    private FaultCluster? _cluster;

    /// <summary>The cluster.</summary>
    public FaultCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not up");

    public async ValueTask InitializeAsync() => _cluster = await FaultCluster.UpAsync("faults-input");

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
