namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// One operator of a stage: its identity, its proxy, its kubeconfig, and its processes one after another (a killed one is followed by
/// the next).
/// </summary>
public sealed class OperatorSeat : IAsyncDisposable
{
    private readonly FaultStage _stage;
    private readonly string _folder;
    private readonly List<OperatorProcess> _processes = [];

    private OperatorSeat(FaultStage stage, string folder, OperatorIdentity identity, FaultProxy proxy) =>
        (_stage, _folder, Identity, Proxy, Clock) = (stage, folder, identity, proxy, stage.Clock);

    /// <summary>Who it is.</summary>
    public OperatorIdentity Identity { get; }

    /// <summary>What stands between it and the API server.</summary>
    public FaultProxy Proxy { get; }

    /// <summary>The wall clock of its next process: the stage's, unless a test gives it another.</summary>
    public SkewedClock Clock { get; set; }

    /// <summary>Its way to the API server: through the proxy, with its own token.</summary>
    public string KubeconfigFile => Path.Combine(_folder, "kubeconfig");

    private string AuthorityFile => Path.Combine(_folder, "ca.crt");

    /// <summary>Its processes, the newest last.</summary>
    public IReadOnlyList<OperatorProcess> Processes
    {
        get
        {
            lock (_processes) return [.. _processes];
        }
    }

    /// <summary>The newest process.</summary>
    /// <exception cref="InvalidOperationException">None was started.</exception>
    public OperatorProcess Process => Processes is [.., var last] ? last : throw new InvalidOperationException($"{Identity.Name} was not started");

    internal static async Task<OperatorSeat> CreateAsync(FaultStage stage, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(stage.Folder, name)).FullName;
        var identity = await OperatorIdentity.CreateAsync(stage.Cluster, stage.Namespace, name, folder);
        var proxy = await FaultProxy.StartAsync(stage.Cluster.Config);
        var seat = new OperatorSeat(stage, folder, identity, proxy);
        await File.WriteAllTextAsync(seat.AuthorityFile, proxy.CertificateAuthority);
        await File.WriteAllTextAsync(seat.KubeconfigFile, seat.Kubeconfig());
        return seat;
    }

    /// <summary>The server gets a certificate of another authority, every connection is cut, and then the operator's file says whom to trust.</summary>
    public async Task RotateAuthorityAsync()
    {
        Proxy.RotateCertificate();
        Proxy.Link.Reset();
        await File.WriteAllTextAsync(AuthorityFile + ".new", Proxy.CertificateAuthority);
        File.Move(AuthorityFile + ".new", AuthorityFile, overwrite: true);
    }

    /// <summary>Starts a process; one that is still there stays.</summary>
    public OperatorProcess Start()
    {
        var config = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(config, OperatorArguments.Configuration(
            _stage.Namespace, _stage.Prometheus.AddressFor(Identity.Name), moreSources: _stage.Arguments.MoreSources, actor: _stage.Arguments.Actor));
        lock (_processes)
        {
            var process = OperatorProcess.Start(
                OperatorTools.Program,
                _stage.Arguments.For(_stage.Namespace, config, KubeconfigFile),
                Clock.Environment,
                Path.Combine(_folder, $"operator-{_processes.Count + 1}.log"));
            _processes.Add(process);
            return process;
        }
    }

    /// <summary>Whether a process runs that is not suspended.</summary>
    public bool IsActive => Processes is [.., { IsAlive: true, IsSuspended: false }];

    /// <summary>Kills the newest process and starts the next at once: the crash of a container and its restart.</summary>
    public async Task<OperatorProcess> CrashAsync()
    {
        await Process.KillAsync();
        return Start();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes) await process.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private string Kubeconfig() => $"""
        apiVersion: v1
        kind: Config
        current-context: it
        contexts: [{"{"}name: it, context: {"{"}cluster: it, user: it{"}}"}]
        clusters:
        - name: it
          cluster:
            server: {Proxy.Address.ToString().TrimEnd('/')}
            certificate-authority: {AuthorityFile}
        users:
        - name: it
          user: {"{"}tokenFile: {Identity.TokenFile}{"}"}
        """;
}
