using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Prometheus;

namespace ModelMonitor.Tests.Integration.Exporters;

/// <summary>
/// Stand-ins that replay what dcgm-exporter exposes, as sidecars and on nodes, to one real Prometheus that scrapes them in each way in which
/// their pods' names can arrive.
/// </summary>
public sealed class ScrapedExporters : IAsyncLifetime
{
    private static readonly string Sidecar = Recording("dcgm-sidecar.txt");
    private static readonly string Node = Recording("dcgm-node.txt");

    private static readonly Target[] Targets =
    [
        new("sidecar", "side", "chat-0", HonorsLabels: false, () => Sidecar),
        // The node's exporters, each with two GPUs of one pod: called exported_pod, and pod.
        new("node", "gpu-operator", "dcgm-x", HonorsLabels: false, () => Node),
        new("node-honored", "gpu-operator", "dcgm-y", HonorsLabels: true, () => Of("honored")),
        // A sidecar that is told the pods, too: all GPUs that it sees are somebody else's.
        new("mapped", "mapped", "chat-0", HonorsLabels: false, () => Of("somebody")),
        new("blank", "blank", "chat-0", HonorsLabels: false, () => Sidecar
            .Replace(" 80\n", " 9223372036854775794\n", StringComparison.Ordinal) // utilization of GPU 0: INT64, not supported
            .Replace(" 60\n", " 2147483632\n", StringComparison.Ordinal) // and of GPU 1: INT32
            .Replace(" 71\n", " 140737488355328\n", StringComparison.Ordinal)), // temperature of GPU 0: FP64
        new("late", "late", "chat-0", HonorsLabels: false, () => Timed(Sidecar, TimeSpan.FromSeconds(100))),
        new("engine", "side", "chat-0", HonorsLabels: false, () => new Exposition(TimeProvider.System.GetUtcNow()).Load(1, 0, 1).ToString()),
    ];

    private WebApplication? _app;
    private PrometheusProcess? _prometheus;
    private PrometheusClient? _client;
    private PrometheusSource? _source;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/{name}", (string name) => Results.Text(Targets.Single(t => t.Name == name).Text()));
        await _app.StartAsync();
        _prometheus = await PrometheusProcess.StartAsync(Configuration(new Uri(_app.Urls.First()).Authority));
        _client = new(
            new() { Name = "exporters", Url = _prometheus.Url, ScrapeInterval = TimeSpan.FromSeconds(1), Window = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(30) },
            TimeProvider.System);
        _source = new(_client, EngineCatalog.LoadEmbedded(), TimeProvider.System, NullLogger.Instance);
        await Eventually.TrueAsync(
            "every exporter is scraped", async () => await _prometheus.NumberAsync("sum(up)") == Targets.Length, TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
    }

    /// <summary>Answers questions by their keys.</summary>
    internal Task<IReadOnlyDictionary<string, MonitorSample>> SampleAsync(params IReadOnlyCollection<MonitorQuestion> questions) => _source!.SampleAsync(questions, default);

    private static string Recording(string file) => File.ReadAllText(Repository.PathOf("tests", "Metrics", "Exporters", "Recordings", file));

    private static string Of(string ns) => Node.Replace("namespace=\"llm\"", $"namespace=\"{ns}\"", StringComparison.Ordinal);

    private static string Timed(string text, TimeSpan age)
    {
        var time = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.StartsWith('#') ? line + "\n" : $"{line} {time}\n"));
    }

    private static string Configuration(string address)
    {
        var text = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n");
        foreach (var target in Targets)
            text.Append($"- job_name: {target.Name}\n  honor_labels: {(target.HonorsLabels ? "true" : "false")}\n  metrics_path: /{target.Name}\n")
                .Append($"  static_configs: [{{targets: [\"{address}\"], labels: {{namespace: {target.Namespace}, pod: {target.Pod}}}}}]\n");
        return text.ToString();
    }

    private sealed record Target(string Name, string Namespace, string Pod, bool HonorsLabels, Func<string> Text);
}
