using System.Globalization;
using ModelMonitor.Demo;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>A namespace with two ready model servers, their monitor and their history. All of it goes with this object.</summary>
internal sealed class GpuNamespace : IAsyncDisposable
{
    /// <summary>Name of the Deployment, of its pods' label and of the monitor.</summary>
    public const string Name = "model";

    /// <summary>How many model servers there are.</summary>
    public const int Replicas = 2;

    private readonly Stage _stage;
    private readonly string _namespace;

    private GpuNamespace(Stage stage, string ns) => (_stage, _namespace, History) = (stage, ns, new(stage, ns));

    /// <summary>What was seen of its pods since they were ready.</summary>
    public PodHistory History { get; }

    /// <summary>Starts the model servers.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="ns">Name of the namespace, of this case alone.</param>
    public static async Task<GpuNamespace> CreateAsync(Stage stage, string ns)
    {
        await stage.Cluster.ApplyAsync(Text("model-server.yaml").Replace("NAMESPACE", ns, StringComparison.Ordinal));
        await stage.WaitForReadyAsync(ns, Name, CancellationToken.None);
        return new(stage, ns);
    }

    /// <summary>Writes the monitor.</summary>
    /// <param name="exporter"><c>spec.gpuExporter</c> in YAML's flow form.</param>
    public Task ApplyMonitorAsync(string exporter) => _stage.Cluster.ApplyAsync(
        Text("monitor.yaml").Replace("NAMESPACE", _namespace, StringComparison.Ordinal).Replace("EXPORTER", exporter, StringComparison.Ordinal));

    /// <summary>Runs kubectl in the namespace.</summary>
    public Task<string> KubectlAsync(params string[] arguments) => _stage.Cluster.KubectlAsync(["-n", _namespace, .. arguments]);

    /// <summary>Applies a manifest to the namespace.</summary>
    public Task ApplyAsync(string manifest) => _stage.Cluster.KubectlAsync(["-n", _namespace, "apply", "-f", "-"], manifest);

    /// <summary>The model servers' pods that are not on their way out.</summary>
    public async Task<IReadOnlyList<V1Pod>> PodsAsync() =>
        [.. (await _stage.Client.Resource<V1Pod>().ListAllAsync(_namespace, $"app={Name}")).Items.Where(p => p.Metadata.DeletionTimestamp is null)];

    /// <summary>The monitor's status.</summary>
    public async Task<ModelMonitorStatus?> StatusAsync() =>
        (await _stage.Client.Resource<V1Alpha1ModelMonitor>().GetAsync(new(_namespace, Name))).Status;

    /// <summary>Waits until the pods are so many, all ready, and all as wanted.</summary>
    public Task WaitForPodsAsync(string what, Func<V1Pod, bool> isWanted, int count = Replicas) => ExplainedAsync(Eventually.TrueAsync(
        what,
        async () => await PodsAsync() is var pods && pods.Count == count && pods.All(p => PodSeen.IsReady(p) && isWanted(p)),
        Deadline));

    /// <summary>Waits until the condition ExporterReady is as wanted.</summary>
    public Task WaitForExporterAsync(string what, Func<Condition, bool> isWanted) => ExplainedAsync(Eventually.TrueAsync(
        what, async () => (await StatusAsync())?.Conditions?.Any(c => c.Type == "ExporterReady" && isWanted(c)) == true, Deadline));

    /// <summary>Waits until all objectives are judged, and met.</summary>
    public Task WaitForObjectivesAsync() => ExplainedAsync(Eventually.TrueAsync(
        "all objectives are met", async () => (await StatusAsync())?.Objectives is { Count: 2 } all && all.All(o => o.State == "Met"), Deadline));

    /// <summary>The newest value of an objective, without its unit.</summary>
    public async Task<double> ValueAsync(string objective)
    {
        var value = (await StatusAsync())!.Objectives!.Single(o => o.Name == objective).Value!;
        return double.Parse(value.TrimEnd('%'), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until there is an Event of a reason.</summary>
    public Task WaitForEventAsync(string reason) => ExplainedAsync(Eventually.TrueAsync(
        $"an Event {reason}",
        async () => (await KubectlAsync("get", "events.events.k8s.io", "-o", "jsonpath={.items[*].reason}")).Split(' ').Contains(reason),
        Deadline));

    /// <summary>Waits until Prometheus' answer is as wanted; NAMESPACE in the query stands for this one.</summary>
    public Task WaitForSeriesAsync(string query, double wanted)
    {
        var mine = query.Replace("NAMESPACE", _namespace, StringComparison.Ordinal);
        return Eventually.TrueAsync($"{mine} is {wanted}", async () => await _stage.Prometheus.QueryAsync(mine, CancellationToken.None) == wanted, Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await History.DisposeAsync();
        await KubectlAsync("delete", "mm", "--all", "--wait=true");
        await _stage.Cluster.KubectlAsync(["delete", "namespace", _namespace, "--wait=false"]);
    }

    // Only for a case that fails; on a busy machine eight of them take their time side by side.
    private static TimeSpan Deadline => TimeSpan.FromMinutes(4);

    // A case that fails has to say what the monitor said: its namespace is gone when somebody could look.
    private async Task ExplainedAsync(Task waiting)
    {
        try
        {
            await waiting;
        }
        catch (TimeoutException e)
        {
            var told = await KubectlAsync("get", "mm,pods,events", "-o", "wide");
            var conditions = (await StatusAsync())?.Conditions?.Select(c => $"{c.Type}={c.Status} {c.Reason}: {c.Message}") ?? [];
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', conditions)}\n{told}\n{string.Join('\n', History.Pods)}", e);
        }
    }

    private static string Text(string file)
    {
        using var stream = typeof(GpuNamespace).Assembly.GetManifestResourceStream(file) ?? throw new ArgumentException($"no {file}", nameof(file));
        return new StreamReader(stream).ReadToEnd();
    }
}
