using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// A real control plane with its audit log on, the CRD and the operator's rights installed, and a stand-in kubelet. One is shared by
/// all tests that leave it whole; a test that stops or kills its parts brings up its own.
/// </summary>
public sealed class FaultCluster : IAsyncDisposable
{
    // The first start on a machine builds Kubernetes; later ones take seconds.
    private static readonly TimeSpan UpDeadline = TimeSpan.FromMinutes(20);
    private int _namespaces;

    private FaultCluster(LocalCluster cluster, string folder)
    {
        (Local, Folder) = (cluster, folder);
        // More patience than the default, so that a busy machine fails no test.
        Config = ClientConfig.Load(cluster.Kubeconfig) with { RequestTimeout = TimeSpan.FromMinutes(1) };
        Admin = new(Config);
        Pods = new(Admin);
        Audit = new(AuditFile(folder));
        Tools = new(folder);
    }

    /// <summary>The cluster as <c>hack/cluster</c> knows it.</summary>
    public LocalCluster Local { get; }

    /// <summary>The administrator's way in.</summary>
    public ClientConfig Config { get; }

    /// <summary>A client of the administrator, past every proxy.</summary>
    public KubernetesClient Admin { get; }

    /// <summary>The stand-in kubelet.</summary>
    public PodReadier Pods { get; }

    /// <summary>The ground truth.</summary>
    public AuditLog Audit { get; }

    /// <summary>Logs and files of this cluster's operators.</summary>
    public string Folder { get; }

    internal OperatorTools Tools { get; }

    /// <summary>Brings one up.</summary>
    /// <param name="name">Start of its name.</param>
    /// <param name="progress">Gets progress lines.</param>
    public static async Task<FaultCluster> UpAsync(string name = "faults", Action<string>? progress = null)
    {
        name = $"{name}-{Guid.NewGuid().ToString("N")[..8]}";
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts", "faults", name)).FullName;
        using var late = new CancellationTokenSource(UpDeadline, TimeProvider.System);
        var local = await LocalCluster.UpAsync(name, ["--audit", AuditFile(folder)], progress, late.Token);
        try
        {
            var cluster = new FaultCluster(local, folder);
            await cluster.InstallAsync(late.Token);
            return cluster;
        }
        catch
        {
            await local.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a signal to etcd, kube-apiserver, kube-controller-manager or kube-scheduler.</summary>
    /// <param name="component">The component.</param>
    /// <param name="signal">STOP, CONT, KILL or TERM.</param>
    public Task SignalAsync(string component, string signal) => Local.HackAsync("signal", [component, signal]);

    /// <summary>Starts a component that was killed, with the same arguments; returns when it is ready.</summary>
    /// <param name="component">The component.</param>
    public Task StartAsync(string component) => Local.HackAsync("start", [component]);

    /// <summary>
    /// A second API server on the same etcd. After <see cref="PauseSecondApiServerAsync"/> it answers from an old cache; an operator is
    /// sent to it by <see cref="FaultProxy.Retarget"/>.
    /// </summary>
    public async Task<ClientConfig> SecondApiServerAsync() => ClientConfig.Load((await Local.HackAsync("second-api-server"))["MM_SECOND_KUBECONFIG"]);

    /// <summary>Nothing passes between the second API server and etcd any more, or everything again.</summary>
    /// <param name="pause">False lets everything pass.</param>
    public Task PauseSecondApiServerAsync(bool pause = true) => Local.HackAsync("second-api-server", [pause ? "--pause" : "--resume"]);

    /// <summary>Installs the definition of ModelMonitor; returns when it is served.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task InstallDefinitionAsync(CancellationToken cancellationToken = default)
    {
        await Local.KubectlAsync(["apply", "-f", Repository.PathOf("config", "crd-1.20")], cancellationToken: cancellationToken);
        await Eventually.GetAsync(
            "the API server serves ModelMonitors",
            () => Admin.SendRawAsync(HttpMethod.Get, "/apis/modelmonitor.dev/v1alpha1/modelmonitors", cancellationToken: cancellationToken),
            TimeSpan.FromSeconds(30),
            cancellationToken);
    }

    /// <summary>A new namespace for one test.</summary>
    public async Task<string> CreateNamespaceAsync()
    {
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await Admin.Resource<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = name } });
        foreach (var role in Roles("Role"))
        {
            role["metadata"]!["namespace"] = name;
            await Admin.SendRawAsync(HttpMethod.Post, $"/apis/rbac.authorization.k8s.io/v1/namespaces/{name}/roles", role.ToJsonString());
        }

        return name;
    }

    public async ValueTask DisposeAsync()
    {
        await Pods.DisposeAsync();
        Admin.Dispose();
        Audit.Dispose();
        await Local.DisposeAsync();
    }

    internal Task CreateAsync(string path, object body) => Admin.SendRawAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body));

    private static string AuditFile(string folder) => Path.Combine(folder, "audit.log");

    private static IEnumerable<JsonNode> Roles(string kind) =>
        from file in Directory.EnumerateFiles(Repository.PathOf("config", "rbac"), "*.yaml")
        let document = YamlJson.Parse(File.ReadAllText(file))
        where document?["kind"]?.ToString() == kind
        select document;

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        await Tools.PrepareAsync(cancellationToken);
        foreach (var role in Roles("ClusterRole"))
            await Admin.SendRawAsync(HttpMethod.Post, "/apis/rbac.authorization.k8s.io/v1/clusterroles", role.ToJsonString(), cancellationToken: cancellationToken);
        await InstallDefinitionAsync(cancellationToken);
    }
}
