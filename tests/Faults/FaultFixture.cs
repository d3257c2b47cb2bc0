using ModelMonitor.Tests.Faults;
using ModelMonitor.Tests.Faults.Rig;

[assembly: AssemblyFixture(typeof(FaultFixture))]

// Rows mostly wait for intervals and leases to pass, so several run side by side on few cores.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]

namespace ModelMonitor.Tests.Faults;

/// <summary>The control plane that all tests share which leave it whole.</summary>
public sealed class FaultFixture : IAsyncLifetime
{
    private const int KeptRuns = 20;

    private FaultCluster? _cluster;

    /// <summary>The cluster.</summary>
    public FaultCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not up");

    /// <summary>A stage of its own for one test.</summary>
    public Task<FaultStage> StageAsync() => FaultStage.SetUpAsync(Cluster);

    public async ValueTask InitializeAsync()
    {
        _cluster = await FaultCluster.UpAsync();
        // Audit logs are large, and those of the newest runs are all that anybody looks at.
        foreach (var old in new DirectoryInfo(Path.GetDirectoryName(_cluster.Folder)!).GetDirectories().OrderByDescending(d => d.CreationTimeUtc).Skip(KeptRuns))
            old.Delete(recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
