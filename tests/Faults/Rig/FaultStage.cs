using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// Everything that one fault test has to itself: a namespace, a stand-in Prometheus, a clock, and up to two operators behind proxies.
/// Disposing ends every process.
/// </summary>
public sealed class FaultStage : IAsyncDisposable
{
    private readonly Dictionary<string, OperatorSeat> _seats = [];

    private FaultStage(FaultCluster cluster, string ns, string folder)
    {
        (Cluster, Namespace, Folder) = (cluster, ns, folder);
        Clock = CreateClock("stage");
    }

    /// <summary>The control plane.</summary>
    public FaultCluster Cluster { get; }

    /// <summary>The test's own namespace.</summary>
    public string Namespace { get; }

    /// <summary>Where logs and files of this stage are; they stay after the test.</summary>
    public string Folder { get; }

    /// <summary>The operators' wall clock.</summary>
    public SkewedClock Clock { get; }

    /// <summary>The operators' metrics source; a stand-in.</summary>
    public StandInPrometheus Prometheus { get; private set; } = null!;

    /// <summary>The operators' command line. Change it before they start.</summary>
    public OperatorArguments Arguments { get; set; } = new();

    /// <summary>The first operator.</summary>
    public OperatorSeat A => _seats["operator-a"];

    /// <summary>Its proxy.</summary>
    public FaultProxy Proxy => A.Proxy;

    /// <summary>All operators.</summary>
    public IReadOnlyCollection<OperatorSeat> Seats => _seats.Values;

    /// <summary>What the audit log holds of this namespace so far, in the order in which the API server answered.</summary>
    public IReadOnlyList<AuditEntry> Audit => Cluster.Audit.Of(Namespace);

    /// <summary>Sets a stage up, with the seat of operator A; nothing is started yet.</summary>
    /// <param name="cluster">The control plane.</param>
    public static async Task<FaultStage> SetUpAsync(FaultCluster cluster)
    {
        var ns = await cluster.CreateNamespaceAsync();
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, ns)).FullName;
        var stage = new FaultStage(cluster, ns, folder);
        try
        {
            stage.Prometheus = await StandInPrometheus.StartAsync(stage.Clock, cluster.Pods.Serving);
            await stage.AddAsync("operator-a");
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The seat of a second operator, with an identity and a proxy of its own.</summary>
    public Task<OperatorSeat> AddSecondAsync() => AddAsync("operator-b");

    /// <summary>A clock apart from the stage's, for one operator: <c>seat.Clock = stage.CreateClock("b")</c> before its start.</summary>
    /// <param name="name">Its name.</param>
    public SkewedClock CreateClock(string name) => new(Cluster.Tools.SkewLibrary, Path.Combine(Folder, $"{name}.clock"));

    /// <summary>Creates a Deployment whose pods the stand-in kubelet makes ready.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="replicas">Its replicas.</param>
    public Task CreateDeploymentAsync(string name, int replicas) => Cluster.Admin.SendRawAsync(
        HttpMethod.Post,
        $"/apis/apps/v1/namespaces/{Namespace}/deployments",
        $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"replicas":{{{replicas}}},
         "selector":{"matchLabels":{"app":"{{{name}}}"}},"template":{"metadata":{"labels":{"app":"{{{name}}}"}},
         "spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"none"}]} } } }
        """);

    /// <summary>Creates a monitor.</summary>
    /// <param name="monitor">The monitor; its namespace is set here.</param>
    public Task CreateMonitorAsync(V1Alpha1ModelMonitor monitor)
    {
        monitor.Metadata.Namespace = Namespace;
        return Cluster.Admin.Resource<V1Alpha1ModelMonitor>().CreateAsync(monitor);
    }

    /// <summary>A monitor as it stands.</summary>
    /// <param name="name">Its name.</param>
    public Task<V1Alpha1ModelMonitor> MonitorAsync(string name) => Cluster.Admin.Resource<V1Alpha1ModelMonitor>().GetAsync(new(Namespace, name));

    /// <summary>A Deployment as it stands.</summary>
    /// <param name="name">Its name.</param>
    public Task<V1Deployment> DeploymentAsync(string name) => Cluster.Admin.Resource<V1Deployment>().GetAsync(new(Namespace, name));

    /// <summary>Somebody changes a monitor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="patch">A JSON merge patch.</param>
    public Task PatchMonitorAsync(string name, string patch) =>
        Cluster.Admin.Resource<V1Alpha1ModelMonitor>().PatchAsync(new(Namespace, name), Patch.Merge(patch));

    /// <summary>Somebody else sets a Deployment's replicas.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="replicas">The replicas.</param>
    public Task ScaleByHandAsync(string name, int replicas) => Cluster.Admin.Resource<V1Deployment>().PatchAsync(
        new(Namespace, name), Patch.Merge($$$"""{"spec":{"replicas":{{{replicas}}} } }"""));

    /// <summary>The Events of the namespace that operators wrote, as the API gives them.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync()
    {
        var list = await Cluster.Admin.SendRawAsync(HttpMethod.Get, $"/apis/events.k8s.io/v1/namespaces/{Namespace}/events");
        return [.. list!["items"]!.AsArray().Where(e => e!["reportingController"]?.ToString() == "modelmonitor.dev/operator")!];
    }

    /// <summary>
    /// Moves the operators' wall clock on, in steps that a new sample follows each, so that cooldowns and windows pass at once and no
    /// sample ever looks old.
    /// </summary>
    /// <param name="by">How far.</param>
    /// <param name="seat">As for <see cref="RoundsAsync"/>.</param>
    public async Task AdvanceAsync(TimeSpan by, OperatorSeat? seat = null)
    {
        var step = TimeSpan.FromSeconds(25);
        for (var left = by; left > TimeSpan.Zero; left -= step)
        {
            Clock.Set(Clock.Skew + (left < step ? left : step));
            await RoundsAsync(1, seat);
        }
    }

    /// <summary>
    /// Waits until each operator that runs has asked for metrics so many times more, and been answered: what was set before the call
    /// has been seen by all of them then.
    /// </summary>
    /// <param name="rounds">How many times.</param>
    /// <param name="seat">Only this operator; for stages in which another one has nothing to ask.</param>
    public async Task RoundsAsync(int rounds, OperatorSeat? seat = null)
    {
        var before = Seats.ToDictionary(s => s, s => Prometheus.Rounds(s.Identity.Name).Asked);
        await Eventually.TrueAsync(
            $"{rounds} rounds of questions",
            () => Task.FromResult(before.All(b =>
                (seat is not null && b.Key != seat) || !b.Key.IsActive || Prometheus.Rounds(b.Key.Identity.Name).Answered >= b.Value + rounds)),
            Deadlines.Round * Math.Max(1, rounds / 20));
    }

    /// <summary>Waits until one of the operators leads, which after a crash takes as long as a lease lasts.</summary>
    public async Task LedAsync()
    {
        if (!Arguments.LeaderElect) return;
        await Eventually.TrueAsync(
            "an operator leads",
            async () =>
            {
                foreach (var seat in Seats)
                    if (seat.IsActive && await seat.Process.SaysItLeadsAsync()) return true;
                throw new InvalidOperationException(string.Join("; ", Seats.Where(s => s.Processes.Count > 0).Select(s => s.Process.Describe())));
            },
            Deadlines.Step);
    }

    /// <summary>Waits until one of the operators leads and none has written anything but leases for three rounds.</summary>
    public async Task QuietAsync()
    {
        await LedAsync();
        await Eventually.TrueAsync(
            "the operators stop writing",
            async () =>
            {
                var before = Writes();
                await RoundsAsync(3);
                return Writes() == before;
            },
            Deadlines.Step);

        int Writes() => Seats.Sum(s => s.Proxy.Seen.Count(Requests.Write));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var seat in _seats.Values) await seat.DisposeAsync();
        if (Prometheus is not null) await Prometheus.DisposeAsync();
    }

    private async Task<OperatorSeat> AddAsync(string name) => _seats[name] = await OperatorSeat.CreateAsync(this, name);
}
