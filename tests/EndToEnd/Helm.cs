using ModelMonitor.Demo;

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>A release of the chart on the stage's cluster.</summary>
/// <param name="stage">The stage.</param>
internal sealed class Helm(Stage stage)
{
    /// <summary>Name of the release.</summary>
    public const string Release = "guard";

    /// <summary>Its namespace.</summary>
    public const string Namespace = "helm";

    /// <summary>The chart of this checkout.</summary>
    public static readonly string Chart = Repository.PathOf("charts", "modelmonitor");

    /// <summary>The chart as it was in version 0.1.0.</summary>
    public static readonly string PreviousChart = Repository.PathOf("tests", "EndToEnd", "PreviousChart");

    /// <summary>Installs a chart, or upgrades to it, and waits until its pods are ready. Gives what Helm printed.</summary>
    /// <param name="verb"><c>install</c> or <c>upgrade</c>.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="values">Further values.</param>
    public Task<string> BringAsync(string verb, string chart, params string[] values)
    {
        string[] all = ["sources[0].name=prod", $"sources[0].url={stage.Prometheus.Address}", "sources[0].scrapeIntervalSeconds=5", .. values];
        return RunAsync([verb, Release, chart, "--create-namespace", "--wait", "--timeout=2m", "--set", string.Join(',', all)]);
    }

    /// <summary>Runs Helm in the release's namespace.</summary>
    public Task<string> RunAsync(params string[] arguments) => Command.RunAsync(
        Repository.PathOf("hack", "helm"),
        ["--namespace", Namespace, .. arguments.Where(a => a != "--create-namespace" || arguments[0] == "install")],
        environment: new Dictionary<string, string> { ["KUBECONFIG"] = stage.Cluster.Kubeconfig });

    /// <summary>What there is in the namespace, and of the release in the whole cluster, that is not Kubernetes' own.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync()
    {
        var inNamespace = await ListAsync("--namespaced=true", ["--namespace", Namespace]);
        var inCluster = await ListAsync("--namespaced=false", [$"--selector=app.kubernetes.io/instance={Release}"]);
        return [.. inNamespace.Concat(inCluster).Where(name => !IsOfKubernetes(name))];
    }

    // Every type that the server can list, so that nothing is forgotten that a later chart may make.
    private async Task<IEnumerable<string>> ListAsync(string scope, string[] which)
    {
        var types = (await stage.Cluster.KubectlAsync(["api-resources", "--verbs=list", scope, "-o", "name"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var found = await stage.Cluster.KubectlAsync(["get", string.Join(',', types), "--ignore-not-found", "-o", "name", .. which]);
        return found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsOfKubernetes(string name) =>
        name.StartsWith("event", StringComparison.Ordinal) || name is "configmap/kube-root-ca.crt" or "serviceaccount/default"
        || name.StartsWith("secret/default-token-", StringComparison.Ordinal);
}
