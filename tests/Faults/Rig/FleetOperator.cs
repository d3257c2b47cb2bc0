namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// A published operator for a whole cluster: an account with an installation's rights in every namespace, and no proxy between, which
/// would cost more than what is measured.
/// </summary>
public sealed class FleetOperator : IAsyncDisposable
{
    // It elects a leader with an installation's durations.
    private static readonly OperatorArguments Arguments = new OperatorArguments { RetryPeriod = TimeSpan.FromSeconds(2) }.ForSuccession;

    private readonly List<OperatorProcess> _processes = [];
    private readonly FaultCluster _cluster;
    private readonly string _folder;
    private readonly string _home;
    private readonly OperatorIdentity _identity;

    private FleetOperator(FaultCluster cluster, string home, string folder, OperatorIdentity identity) =>
        (_cluster, _home, _folder, _identity) = (cluster, home, folder, identity);

    /// <summary>The user as the audit log names it.</summary>
    public string User => _identity.User;

    /// <summary>The newest process.</summary>
    public OperatorProcess Process => _processes[^1];

    /// <summary>Makes the account and its rights; needs the controllers.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="home">The namespace of the account and of the lease.</param>
    public static async Task<FleetOperator> CreateAsync(FaultCluster cluster, string home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "operator")).FullName;
        var identity = await OperatorIdentity.CreateAsync(cluster, home, "operator", folder);
        await cluster.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", new
        {
            metadata = new { name = "fleet-operator" },
            roleRef = new { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = OperatorRights.OperatorRole },
            subjects = new[] { new { kind = "ServiceAccount", name = identity.Name, @namespace = home } },
        });
        await identity.WriteKubeconfigAsync(cluster, Path.Combine(folder, "kubeconfig"));
        return new(cluster, home, folder, identity);
    }

    /// <summary>Starts a process.</summary>
    /// <param name="prometheus">The metrics source.</param>
    /// <param name="intervalSeconds">Seconds between two samples.</param>
    public OperatorProcess Start(Uri prometheus, int intervalSeconds)
    {
        var config = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(config, OperatorArguments.Configuration(null, prometheus, intervalSeconds));
        _processes.Add(OperatorProcess.Start(
            OperatorTools.Program,
            Arguments.For(_home, config, Path.Combine(_folder, "kubeconfig")),
            new Dictionary<string, string>(),
            Path.Combine(_folder, $"operator-{_processes.Count + 1}.log")));
        return Process;
    }

    /// <summary>What it asked of the API server so far is told by this.</summary>
    public ApiTally Tally() => new(Path.Combine(_cluster.Folder, "audit.log"), User);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
    }
}
