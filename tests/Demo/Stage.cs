using System.Text.Json;
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

    private Stage(LocalCluster cluster, KubernetesClient client, PrometheusProbe prometheus)
    {
        Cluster = cluster;
        Client = client;
        Prometheus = prometheus;
    }

    /// <summary>The cluster.</summary>
    public LocalCluster Cluster { get; }

    /// <summary>A client with the administrator's rights.</summary>
    public KubernetesClient Client { get; }

    /// <summary>Whether the API server checks CEL rules itself.</summary>
    public bool ServerHasRules { get; private set; }

    /// <summary>The Prometheus that the operator reads too.</summary>
    public PrometheusProbe Prometheus { get; }

    /// <summary>Sets everything up.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="progress">Gets a line per step.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Stage> SetUpAsync(string name, Action<string> progress, CancellationToken cancellationToken)
    {
        progress("building the images (cached while the sources are unchanged)");
        var images = Repository.PathOf("artifacts", "images");
        await Command.RunAsync(
            Repository.PathOf("hack", "image"), ["build", "--operator", "--model-server", "--out", images],
            progress: progress, cancellationToken: cancellationToken);

        progress("starting a Kubernetes with one node");
        var cluster = await LocalCluster.UpAsync(name, ["--node"], progress, cancellationToken);
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
            var stage = new Stage(cluster, client, prometheus);
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
        Cluster.KubectlAsync(["-n", "modelmonitor-system", "logs", "--selector=app.kubernetes.io/component=operator", "--tail=-1"], cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Prometheus.Dispose();
        Client.Dispose();
        await Cluster.DisposeAsync();
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        // A server from before CEL rules refuses their field; it gets the same CRD without them, and the operator's own checks guard it.
        ServerHasRules = await HasRulesAsync(cancellationToken);
        var crds = ServerHasRules ? Repository.PathOf("crds") : Repository.PathOf("config", "crd-1.20");
        await Cluster.KubectlAsync(["apply", "-f", crds], cancellationToken: cancellationToken);
        // Asking for one is the question that matters: kubectl wait fails on a CRD that has no conditions yet.
        await Eventually.GetAsync(
            "the API server serves ModelMonitors",
            () => Cluster.KubectlAsync(["get", "modelmonitors", "--all-namespaces"], cancellationToken: cancellationToken)!,
            TimeSpan.FromSeconds(30),
            cancellationToken);
        await Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", "manager", "namespace.yaml")], cancellationToken: cancellationToken);
        await Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", "rbac")], cancellationToken: cancellationToken);
        var configuration = $"""
            sources:
            - name: prod
              url: {Prometheus.Address}
              scrapeIntervalSeconds: 5
            - name: pods
              type: pods
            intervalSeconds: 15
            windowSeconds: 60
            """;
        var map = new
        {
            apiVersion = "v1",
            kind = "ConfigMap",
            metadata = new { name = "modelmonitor-config", @namespace = "modelmonitor-system" },
            data = new Dictionary<string, string> { ["config.yaml"] = configuration },
        };
        await Cluster.ApplyAsync(JsonSerializer.Serialize(map), cancellationToken);
        await Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", "manager", "deployment.yaml")], cancellationToken: cancellationToken);
        await WaitForReadyAsync("modelmonitor-system", "modelmonitor-operator", cancellationToken);
    }

    private async Task<bool> HasRulesAsync(CancellationToken cancellationToken)
    {
        var version = await Client.GetVersionAsync(cancellationToken);
        return int.Parse(version.TrimStart('v').Split('.')[1]) >= 29;
    }
}
