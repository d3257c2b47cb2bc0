using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.History;

namespace ModelMonitor.Tests.Integration.Prometheus;

/// <summary>Stand-ins for model-server pods, all behind one port, and the real Prometheus that scrapes them each second.</summary>
public sealed class ScrapedPods : IAsyncLifetime
{
    private static readonly string[] Edges = ["0.1", "0.5", "1.0", "2.5", "+Inf"];

    private readonly ConcurrentDictionary<(string Namespace, string Pod), Func<DateTimeOffset, Exposition?>> _pods = new();
    private WebApplication? _app;
    private PrometheusProcess? _prometheus;

    internal PrometheusProcess Prometheus => _prometheus!;

    /// <summary>Objectives of team-a's pods whose events recording rules record each second.</summary>
    internal static MonitorQuestion Budgeted { get; } = new(
        "team-a/chat",
        "team-a",
        "chat",
        [new ReadyPod("chat-0"), new ReadyPod("chat-1")],
        "vllm",
        [
            new("first-token", Indicator.TimeToFirstToken, 0.95, 1, BudgetWindow: TimeSpan.FromDays(1)),
            new("between", Indicator.TimeToFirstToken, 0.95, 1.75, BudgetWindow: TimeSpan.FromDays(1)),
            new("errors", Indicator.ErrorRatio, null, 0.01, BudgetWindow: TimeSpan.FromDays(1)),
        ]);

    internal static IReadOnlyList<RecordingRule> Rules()
    {
        EngineCatalog.LoadEmbedded().TryGet("vllm", out var vllm);
        return [.. Budgeted.Objectives.SelectMany(o => RecordingRules.Of(vllm!, Budgeted, o, [.. Edges, "1"]))];
    }

    /// <summary>From now on the pod's endpoint fails.</summary>
    public void Break(string ns, string pod) => _pods[(ns, pod)] = _ => null;

    public async ValueTask InitializeAsync()
    {
        AddPods();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/{ns}/{pod}", (string ns, string pod) =>
            _pods[(ns, pod)](TimeProvider.System.GetUtcNow()) is { } text ? Results.Text(text.ToString()) : Results.StatusCode(500));
        await _app.StartAsync();
        _prometheus = await PrometheusProcess.StartAsync(Configuration(new Uri(_app.Urls.First()).Authority), rules: RuleFile.Text(Rules(), "1s"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
    }

    private void AddPods()
    {
        Add("team-a", "chat-0", now => new Exposition(now, now).Load(3, 1, 2).Histogram("vllm:time_to_first_token_seconds", Buckets(1, 5, 8, 10, 10)));
        // The same edges as its sibling, written as other clients write them.
        Add("team-a", "chat-1", now => new Exposition(now, now).Load(5, 0, 4).Histogram(
            "vllm:time_to_first_token_seconds", ("0.1", 0), ("0.5", 1), ("1", 2), ("2.5", 18), ("+Inf", 20)));
        Add("team-b", "chat-0", now => new Exposition(now, now).Load(70, 7, 1).Histogram("vllm:time_to_first_token_seconds", Buckets(10, 10, 10, 10, 10)));
        Add("idle", "chat-0", now => new Exposition(now).Load(0, 0, 0).Histogram("vllm:time_to_first_token_seconds", Buckets(0, 0, 0, 0, 0)));
        Add("bare", "chat-0", now => new Exposition(now).Load(0, 0, 0));
        Add("nan", "chat-0", now => new Exposition(now).Load(1, 1, 1).Gauge("vllm:kv_cache_usage_perc", "NaN"));
        Add("late", "chat-0", now => new Exposition(now, now.AddSeconds(-100)).Load(1, 1, 1));
        Add("gone", "chat-0", now => new Exposition(now).Load(1, 1, 1));
        Add("twice", "chat-0", now => new Exposition(now).Load(1, 1, 1));
        Add("models", "chat-0", now => new Exposition(now).Load(1, 0, 1, "a").Load(2, 0, 1, "b"));
        Add("versions", "new", now => new Exposition(now, now).Load(1, 9, 1)
            .Gauge("vllm:num_requests_waiting_by_reason", "4", ",reason=\"capacity\"").Gauge("vllm:num_requests_waiting_by_reason", "5", ",reason=\"deferred\"")
            .Gauge("vllm:kv_cache_usage_perc", "0.5").Gauge("vllm:gpu_cache_usage_perc", "0.9")
            .Histogram("vllm:inter_token_latency_seconds", ("0.2", 10), ("+Inf", 10))
            .Histogram("vllm:time_per_output_token_seconds", ("0.7", 40), ("+Inf", 40)));
        Add("versions", "old", now => new Exposition(now, now).Load(1, 6, 1)
            .Gauge("vllm:gpu_cache_usage_perc", "0.25")
            .Histogram("vllm:time_per_output_token_seconds", ("0.4", 10), ("+Inf", 10)));
    }

    private void Add(string ns, string pod, Func<DateTimeOffset, Exposition?> expose) => _pods[(ns, pod)] = expose;

    private static (string Le, double PerSecond)[] Buckets(params double[] rates) => [.. Edges.Zip(rates)];

    private string Configuration(string address)
    {
        var configuration = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\nrule_files: [rules.yml]\nscrape_configs:\n");
        AddJob(configuration, "pods", _pods.Keys, address);
        AddJob(configuration, "pods-again", _pods.Keys.Where(p => p.Namespace == "twice"), address);
        return configuration.ToString();
    }

    private static void AddJob(StringBuilder configuration, string name, IEnumerable<(string Namespace, string Pod)> pods, string address)
    {
        configuration.Append($"- job_name: {name}\n  static_configs:\n");
        foreach (var (ns, pod) in pods)
            configuration.Append($"  - targets: [\"{address}\"]\n    labels: {{namespace: \"{ns}\", pod: \"{pod}\", __metrics_path__: /{ns}/{pod}}}\n");
    }
}
