using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.Integration.Engines;
using ModelMonitor.Tests.Integration.Prometheus;
using ModelMonitor.Tests.MadeUp;

namespace ModelMonitor.Tests.Integration.Dashboards;

/// <summary>
/// Two real Prometheus. One scrapes everything that the dashboards are made of: the page of an operator with one monitor that uses
/// every feature and one that uses none, engines, and GPU exporters with their labels kept and renamed. The other scrapes something else.
/// </summary>
public sealed class DashboardStage : IAsyncLifetime
{
    private const string Configuration = "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n";

    /// <summary>The recordings served, and as which pod; exporters tell their user's pod themselves.</summary>
    private static readonly (string Engine, string Version, string Pod, bool HonorsLabels)[] Recorded =
    [
        ("vllm", "0.32", "chat-0", false), ("sglang", "0.5", "chat-1", false), ("tgi", "3", "chat-2", false), ("triton", "2.60", "chat-3", false),
        ("nvidia-gpu-exporter", "1.8", "chat-4", false),
        ("dcgm", "4.8", "exporter-0", false), ("dcgm", "4.8", "exporter-1", true), ("amd", "1.5-mi300", "exporter-2", false), ("amd", "1.5-mi300", "exporter-3", true),
    ];

    private readonly long _start = Now;
    private readonly Dictionary<string, (string On, string Off)> _results = [];
    private MadeUpOperator? _operator;
    private WebApplication? _app;
    private PrometheusProcess? _on;
    private PrometheusProcess? _off;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What Grafana's variables are for the monitor that uses everything.</summary>
    internal static IReadOnlyDictionary<string, string> Full { get; } = VariablesOf("chat");

    /// <summary>The same for the one that uses nothing.</summary>
    private static IReadOnlyDictionary<string, string> Plain { get; } = VariablesOf("plain");

    public async ValueTask InitializeAsync()
    {
        _operator = await MadeUpOperator.StartAsync(
            TimeProvider.System, MadeUpMonitors.Full(TimeProvider.System), MadeUpMonitors.Plain(TimeProvider.System));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/operator", () => OperatorPage());
        _app.MapGet("/recorded/{number:int}", (int number) => Results.Text(RecordedPage(number)));
        _app.MapGet("/else", () => Results.Text("something_else 1\n"));
        await _app.StartAsync();
        var address = new Uri(_app.Urls.First()).Authority;
        _on = await PrometheusProcess.StartAsync(Everything(address));
        _off = await PrometheusProcess.StartAsync(Configuration + Job("else", address, "/else", "other", "other-0", false));
        await Eventually.TrueAsync(
            "everything is scraped three times",
            async () => await _on.NumberAsync("count(count_over_time(up[1m]) >= 3)") == Recorded.Length + 1,
            TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync("the other is scraped", async () => await _off.NumberAsync("something_else") == 1, TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        WriteResults();
        if (_on is not null) await _on.DisposeAsync();
        if (_off is not null) await _off.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
        if (_operator is not null) await _operator.DisposeAsync();
    }

    /// <summary>Series of a query's answer that have a number, where everything is, for the monitor that uses everything.</summary>
    internal async Task<int> SeriesOnAsync(DashboardQuery query)
    {
        var series = await AskAsync(_on!, query.With(Full), query.Label);
        lock (_results) _results[query.Name] = ($"{series}", _results.GetValueOrDefault(query.Name).Off);
        return series;
    }

    /// <summary>The same where its metrics are absent.</summary>
    internal async Task<int> SeriesOffAsync(DashboardQuery query)
    {
        var series = await AskAsync(_off!, query.With(Full), query.Label);
        lock (_results) _results[query.Name] = (_results.GetValueOrDefault(query.Name).On, $"{series}");
        return series;
    }

    /// <summary>The same where everything is, for the monitor that uses nothing.</summary>
    internal Task<int> SeriesOfPlainAsync(DashboardQuery query) => AskAsync(_on!, query.With(Plain), query.Label);

    /// <summary>The same of any PromQL.</summary>
    internal Task<int> SeriesAsync(string query) => AskAsync(_on!, query, null);

    /// <summary>A number is a number: NaN is none.</summary>
    private static async Task<int> AskAsync(PrometheusProcess prometheus, string query, string? label)
    {
        var (isWell, type, results) = await prometheus.AnswerAsync(query, Now / 1000);
        Assert.True(isWell, $"{query}: {type} {(isWell ? "" : results[0])}");
        return results.Count(r =>
        {
            using var series = JsonDocument.Parse(r);
            return label is null ? series.RootElement.GetProperty("value")[1].GetString() != "NaN" : series.RootElement.GetProperty("metric").TryGetProperty(label, out _);
        });
    }

    private static Dictionary<string, string> VariablesOf(string monitor) => new()
    {
        ["namespace"] = "llm",
        ["name"] = monitor,
        ["pod"] = $"{monitor}-.*",
        ["__rate_interval"] = "30s",
    };

    private IResult OperatorPage()
    {
        // What happens to an operator between two scrapes.
        var decision = new Decision(2, 4, "load", DecisionReason.LatencyBreached, null, null, "m", []);
        _operator!.Counts.Count(new(
            null!, null!, null!, [], decision,
            Record: DecisionRecords.Of(decision, DecisionOutcome.Applied, TimeProvider.System.GetUtcNow()),
            Obstacle: new(ConditionType.ScalingActive, ConditionReason.WriteConflict, "m")));
        SourceInstruments.Succeeded("prod", TimeSpan.FromMilliseconds(20), 7);
        SourceInstruments.Failed("gone", TimeSpan.FromSeconds(5), UnknownReason.SourceUnreachable);
        return Results.Text(_operator.Page());
    }

    private string RecordedPage(int number)
    {
        var (engine, version, _, _) = Recorded[number];
        var recording = Recording.All.Single(r => r.Engine == engine && r.Version == version);
        var now = Now;
        var page = recording.At((now - _start) / 1000.0, now);
        return recording.Subject == recording.ScrapeLabels
            ? page
            : page.Replace($"namespace=\"{recording.Subject["namespace"]}\"", "namespace=\"llm\"", StringComparison.Ordinal)
                .Replace($"pod=\"{recording.Subject["pod"]}\"", "pod=\"chat-0\"", StringComparison.Ordinal);
    }

    private static string Everything(string address) =>
        // The operator's series name the monitor's namespace: docs/metrics.md.
        Configuration + Job("operator", address, "/operator", "modelmonitor-system", "modelmonitor-operator-0", true)
        + string.Concat(Recorded.Select((r, i) => Job(
            $"recorded-{i}", address, $"/recorded/{i}", r.Pod.StartsWith("exporter", StringComparison.Ordinal) ? "gpu-operator" : "llm", r.Pod, r.HonorsLabels)));

    private static string Job(string name, string address, string path, string ns, string pod, bool honorsLabels) =>
        $"- job_name: {name}\n  honor_labels: {(honorsLabels ? "true" : "false")}\n  metrics_path: {path}\n  static_configs:\n"
        + $"  - targets: [\"{address}\"]\n    labels: {{namespace: \"{ns}\", pod: \"{pod}\"}}\n";

    private void WriteResults()
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts", "dashboards"));
        var rows = from query in Dashboard.All.SelectMany(d => d.Queries)
                   where _results.ContainsKey(query.Name)
                   let result = _results[query.Name]
                   select $"| {query.Name} | `{query.Text.Replace("|", "\\|", StringComparison.Ordinal)}` | {result.On} | {result.Off} |\n";
        var text = string.Concat(rows.Prepend("| query | PromQL | series with everything on | with its metrics absent |\n| --- | --- | --- | --- |\n"));
        File.WriteAllText(Path.Combine(folder.FullName, "queries.md"), text);
        var (on, off) = (_results.Values.Count(r => r.On is not (null or "0")), _results.Values.Count(r => r.Off == "0"));
        Console.WriteLine($"dashboards: {_results.Count} queries, {on} with data where everything is on, {off} without where their metrics are absent: {folder.FullName}/queries.md");
    }
}
