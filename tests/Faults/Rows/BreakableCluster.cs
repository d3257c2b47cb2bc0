using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A control plane for rows that stop or kill its parts, or change what all would see. They take turns on it and leave it whole.</summary>
public sealed class BreakableCluster : IAsyncLifetime
{
    private FaultCluster? _cluster;

    /// <summary>The cluster.</summary>
    public FaultCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not up");

    /// <summary>A stage of its own for one test.</summary>
    public Task<FaultStage> StageAsync() => FaultStage.SetUpAsync(Cluster);

    public async ValueTask InitializeAsync() => _cluster = await FaultCluster.UpAsync("faults-broken");

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
