using ModelMonitor.Kubernetes;
using ModelMonitor.Tests;

namespace ModelMonitor.Demo;

/// <summary>
/// Everything that a scenario needs, and all of it real but the model: a Kubernetes with a node, a Prometheus that scrapes its pods, the
/// operator as a pod with its own rights, and a stand-in model server.
/// </summary>
public sealed class Stage : IAsyncDisposable
{
    /// <summary>Namespace of the model server.</summary>
    public const string Namespace = "llm";

    /// <summary>Name of the model server's Deployment and of its monitor.</summary>
    public const string Name = "chat";

    /// <summary>Namespace of the operator.</summary>
    public const string OperatorNamespace = "modelmonitor-system";

    private readonly bool _withExporters;

    private Stage(LocalCluster cluster, KubernetesClient client, PrometheusProbe prometheus, bool withExporters)
    {
        _withExporters = withExporters;
        Cluster = cluster;
        Client = client;
        Prometheus = prometheus;
    }

    /// <summary>The cluster.</summary>
    public LocalCluster Cluster { get; }

    /// <summary>A client with the administrator's rights.</summary>
    public KubernetesClient Client { get; }

    /// <summary>The API server's audit log: who asked for what, and what the answer was.</summary>
    public string AuditLog => AuditLogOf(Cluster.Name);

    /// <summary>Whether the API server checks CEL rules itself.</summary>
    public bool ServerHasRules { get; private set; }

    /// <summary>The Prometheus that the operator reads too.</summary>
    public PrometheusProbe Prometheus { get; }

    /// <summary>Sets everything up.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="progress">Gets a line per step.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="withExporters">
    /// Whether the operator may add stand-in GPU exporters to pods: its webhook is installed, and it has the presets of presets.yaml. The
    /// model server of this stage stays as it is, because its namespace does not ask for them.
    /// </param>
    public static async Task<Stage> SetUpAsync(string name, Action<string> progress, CancellationToken cancellationToken, bool withExporters = false)
    {
        progress("building the images (cached while the sources are unchanged)");
        var images = Repository.PathOf("artifacts", "images");
        await Command.RunAsync(
            Repository.PathOf("hack", "image"), ["build", "--operator", "--model-server", "--out", images],
            progress: progress, cancellationToken: cancellationToken);

        progress("starting a Kubernetes with one node");
        var cluster = await LocalCluster.UpAsync(name, ["--node", "--audit", AuditLogOf(name)], progress, cancellationToken);
        try
        {
            progress("bringing the images to the node");
            await cluster.LoadImageAsync(Path.Combine(images, "modelmonitor-operator.tar"), cancellationToken);
            await cluster.LoadImageAsync(Path.Combine(images, "modelmonitor-model-server.tar"), cancellationToken);

            progress("starting Prometheus");
            var exports = await cluster.HackAsync("prometheus", ["--scrape-interval", "5s"], cancellationToken);
            var prometheus = new PrometheusProbe(new(exports["MM_PROMETHEUS"]));

            progress("installing the custom resource, the rights and the operator");
            var client = new KubernetesClient(ClientConfig.Load(cluster.Kubeconfig));
            var stage = new Stage(cluster, client, prometheus, withExporters);
            await stage.InstallAsync(cancellationToken);
            progress("starting the model server");
            await cluster.ApplyAsync(Manifest("model-server.yaml"), cancellationToken);
            await stage.WaitForReadyAsync(Namespace, Name, cancellationToken);
            return stage;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A manifest of this scenario.</summary>
    public static string Manifest(string file)
    {
        using var stream = typeof(Stage).Assembly.GetManifestResourceStream(file) ?? throw new ArgumentException($"no manifest {file}", nameof(file));
        return new StreamReader(stream).ReadToEnd();
    }

    /// <summary>Addresses of the model server's ready pods.</summary>
    public async Task<IReadOnlyList<Uri>> TargetsAsync(CancellationToken cancellationToken)
    {
        var pods = await Client.Resource<V1Pod>().ListAllAsync(Namespace, $"app={Name}", cancellationToken: cancellationToken);
        return
        [
            .. from pod in pods.Items
               where pod.Metadata.DeletionTimestamp is null && pod.Status?.PodIP is not null
                   && pod.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true
               select new Uri($"http://{pod.Status!.PodIP}:8000"),
        ];
    }

    /// <summary>The operator's pod that holds the Lease.</summary>
    public async Task<string> LeaderAsync(CancellationToken cancellationToken)
    {
        var lease = await Client.Resource<V1Lease>().GetAsync(new(OperatorNamespace, LeaderElectionOptions.DefaultName), cancellationToken);
        // A pod's host name is its own name; what follows tells its processes apart.
        return lease.Spec?.HolderIdentity is { Length: > 0 } holder ? holder[..holder.LastIndexOf('_')] : throw new InvalidOperationException("nobody leads");
    }

    /// <summary>Puts the stage back as it was set up: no monitor, and one model server.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await Cluster.KubectlAsync(["-n", Namespace, "delete", "mm", "--all", "--wait=true"], cancellationToken: cancellationToken);
        await Cluster.KubectlAsync(["-n", Namespace, "scale", $"deployment/{Name}", "--replicas=1"], cancellationToken: cancellationToken);
        await WaitForReadyAsync(Namespace, Name, cancellationToken);
        await Eventually.TrueAsync(
            "one model server is left", async () => (await TargetsAsync(cancellationToken)).Count == 1, TimeSpan.FromMinutes(2), cancellationToken);
    }

    /// <summary>Waits until a Deployment has all its replicas available.</summary>
    public async Task WaitForReadyAsync(string ns, string deployment, CancellationToken cancellationToken)
    {
        try
        {
            await Cluster.KubectlAsync(["-n", ns, "rollout", "status", $"deployment/{deployment}", "--timeout=120s"], cancellationToken: cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            var pods = await Cluster.KubectlAsync(["-n", ns, "describe", "pods"], cancellationToken: cancellationToken);
            throw new InvalidOperationException($"{deployment} in {ns} did not become ready: {e.Message}\n{pods}", e);
        }
    }

    /// <summary>The operator's log.</summary>
    public Task<string> OperatorLogAsync(CancellationToken cancellationToken = default) =>
        Cluster.KubectlAsync(["-n", OperatorNamespace, "logs", "--selector=app.kubernetes.io/component=operator", "--tail=-1"], cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Prometheus.Dispose();
        Client.Dispose();
        await Cluster.DisposeAsync();
        File.Delete(AuditLog);
    }

    private static string AuditLogOf(string cluster) => Repository.PathOf("artifacts", "audit", $"{cluster}.log");

    /// <summary>Installs the operator as config/default has it, or puts it back.</summary>
    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        // A server from before CEL rules refuses their field; it gets the same CRD without them, and the operator's own checks guard it.
        ServerHasRules = await HasRulesAsync(cancellationToken);
        if (!ServerHasRules) await Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", "crd-1.20")], cancellationToken: cancellationToken);
        var folder = Repository.PathOf("artifacts", "stage", Cluster.Name);
        Overlay.Write(folder, Configuration, ServerHasRules, _withExporters);
        await Cluster.KubectlAsync(["apply", "-k", folder], cancellationToken: cancellationToken);
        // Asking for one is the question that matters: kubectl wait fails on a CRD that has no conditions yet.
        await Eventually.GetAsync(
            "the API server serves ModelMonitors",
            () => Cluster.KubectlAsync(["get", "modelmonitors", "--all-namespaces"], cancellationToken: cancellationToken)!,
            TimeSpan.FromSeconds(30),
            cancellationToken);
        await WaitForReadyAsync(OperatorNamespace, "modelmonitor-operator", cancellationToken);
    }

    /// <summary>Ends the operator and takes away what it has in the whole cluster, so that another can be installed beside it.</summary>
    public async Task StandDownAsync(CancellationToken cancellationToken)
    {
        await Cluster.KubectlAsync(["-n", OperatorNamespace, "scale", "deployment/modelmonitor-operator", "--replicas=0"], cancellationToken: cancellationToken);
        await Eventually.TrueAsync(
            "no operator is left",
            async () => (await Client.Resource<V1Pod>().ListAllAsync(OperatorNamespace, cancellationToken: cancellationToken)).Items.Count == 0,
            TimeSpan.FromMinutes(1),
            cancellationToken);
        var kinds = "clusterroles,clusterrolebindings,mutatingwebhookconfigurations"
            + (ServerHasRules ? ",validatingadmissionpolicies,validatingadmissionpolicybindings" : "");
        await Cluster.KubectlAsync(["delete", kinds, "--selector=app.kubernetes.io/name=modelmonitor"], cancellationToken: cancellationToken);
    }

    private string Configuration => $"""
        sources:
        - name: prod
          url: {Prometheus.Address}
          scrapeIntervalSeconds: 5
        - name: pods
          type: pods
        intervalSeconds: 15
        windowSeconds: 60
        {(_withExporters ? StandInExporters.Configuration : "")}
        """;

    private async Task<bool> HasRulesAsync(CancellationToken cancellationToken)
    {
        var version = await Client.GetVersionAsync(cancellationToken);
        return int.Parse(version.TrimStart('v').Split('.')[1]) >= 29;
    }
}
