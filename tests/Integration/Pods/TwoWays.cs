using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Prometheus;

namespace ModelMonitor.Tests.Integration.Pods;

/// <summary>Stand-in pods, each at a loopback address of its own, and a real Prometheus that scrapes them each second.</summary>
public sealed class TwoWays : IAsyncLifetime
{
    /// <summary>An engine that uses what presets can say: sums, conditions, scales, means, seconds instead of a gauge.</summary>
    private const string Trial =
        """
        name: trial
        source: this test
        detect: {metrics: [trial_running]}
        scrape: {port: 8000, path: /metrics}
        modelLabel: model
        rankLabels: [rank]
        signals:
          running: {gauge: [{add: [trial_running, 'trial_held{kind!="idle"}']}]}
          waiting: {counter: trial_wait_ms_total, scale: 0.001}
          completed: {counter: 'trial_requests_total{code=~"2..|5..",handler!~"/health|/metrics"}'}
          errors: {counter: 'trial_requests_total{code=~"5..",handler!~"/health|/metrics"}', absentMeans: zero}
          rejected: {counter: trial_rejected_total, absentMeans: zero, while: trial_queue_us_count}
          output-tokens: {counter: [trial_new_tokens_total, trial_tokens_total]}
          kv-cache-use: {gauge: trial_cache_percent, scale: 0.01}
          request-latency: {histogram: [{metric: trial_latency_seconds}, {metric: trial_latency_ms, scale: 0.001}]}
          queue-wait: {mean: {total: trial_queue_us_sum, count: trial_queue_us_count}, scale: 0.000001}

        """;

    private readonly ConcurrentDictionary<string, Func<DateTimeOffset, string>> _texts = new();
    private readonly List<(string Namespace, ReadyPod Pod)> _pods = [];
    private readonly DirectoryInfo _presets = Directory.CreateTempSubdirectory("presets");
    private WebApplication? _app;
    private PrometheusProcess? _prometheus;

    internal PrometheusProcess Prometheus => _prometheus!;

    /// <summary>Port of all pods.</summary>
    public int Port { get; private set; }

    /// <summary>The built-in engines and <see cref="Trial"/>.</summary>
    public EngineCatalog Engines { get; private set; } = null!;

    public IReadOnlyList<ReadyPod> Pods(string ns, string name) =>
        [.. _pods.Where(p => p.Namespace == ns && p.Pod.Name.StartsWith(name, StringComparison.Ordinal)).Select(p => p.Pod)];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_presets.FullName, "trial.yaml"), Trial);
        Engines = EngineCatalog.LoadFolder(_presets.FullName);
        AddPods();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://0.0.0.0:0");
        _app = builder.Build();
        _app.MapGet("/metrics", (HttpContext context) =>
            _texts.TryGetValue(context.Connection.LocalIpAddress!.MapToIPv4().ToString(), out var text)
                ? Results.Text(text(TimeProvider.System.GetUtcNow()))
                : Results.NotFound());
        await _app.StartAsync();
        Port = new Uri(_app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)).Port;
        var configuration = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n- job_name: pods\n  static_configs:\n");
        foreach (var (ns, pod) in _pods)
            configuration.Append(CultureInfo.InvariantCulture, $"  - targets: [\"{pod.Address}:{Port}\"]\n    labels: {{namespace: \"{ns}\", pod: \"{pod.Name}\"}}\n");
        _prometheus = await PrometheusProcess.StartAsync(configuration.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
        _presets.Delete(recursive: true);
    }

    private void AddPods()
    {
        const string Ttft = "vllm:time_to_first_token_seconds";
        Vllm("a", "chat-0", e => e.Load(3, 1, 2).Histogram(Ttft, ("0.1", 1), ("0.5", 5), ("1.0", 8), ("2.5", 10), ("+Inf", 10)).Counter(Ttft + "_sum", 7)
            .Gauge("vllm:kv_cache_usage_perc", "0.25").Counter("vllm:generation_tokens_total", 120));
        Vllm("a", "chat-1", e => e.Load(5, 0, 4).Histogram(Ttft, ("0.1", 0), ("0.5", 1), ("1", 2), ("2.5", 18), ("+Inf", 20)).Counter(Ttft + "_sum", 30)
            .Gauge("vllm:kv_cache_usage_perc", "0.75").Counter("vllm:generation_tokens_total", 80).Counter("vllm:admission_rejections_total", 1));
        Vllm("models", "chat-0", e => e.Load(1, 0, 1, "one").Load(2, 3, 5, "two"));
        Vllm("versions", "chat-new", e => e.Load(1, 9, 1)
            .Gauge("vllm:num_requests_waiting_by_reason", "4", ",reason=\"capacity\"").Gauge("vllm:num_requests_waiting_by_reason", "5", ",reason=\"deferred\"")
            .Histogram("vllm:inter_token_latency_seconds", ("0.2", 10), ("+Inf", 10)).Histogram("vllm:time_per_output_token_seconds", ("0.7", 40), ("+Inf", 40)));
        Vllm("versions", "chat-old", e => e.Load(1, 6, 1).Histogram("vllm:time_per_output_token_seconds", ("0.4", 10), ("+Inf", 10)));
        Vllm("bare", "chat-0", e => e.Load(0, 0, 0));
        Vllm("odd", "chat-0", e => e.Load(1, 1, 1).Gauge("vllm:kv_cache_usage_perc", "NaN").Histogram(Ttft, ("0.1", 1), ("0.5", 2)).Counter(Ttft + "_sum", 1));
        Add("trial", "chat-0", now => TrialText(now, ranks: 2, milliseconds: false));
        Add("trial", "chat-1", now => TrialText(now, ranks: 1, milliseconds: true));
    }

    private void Vllm(string ns, string name, Func<Exposition, Exposition> fill) => Add(ns, name, now => fill(new(now, now)).ToString());

    private void Add(string ns, string name, Func<DateTimeOffset, string> text)
    {
        var address = $"127.0.1.{_pods.Count + 1}";
        _pods.Add((ns, new(name, address)));
        _texts[address] = text;
    }

    private static string TrialText(DateTimeOffset now, int ranks, bool milliseconds)
    {
        var text = new StringBuilder();
        var time = now.ToUnixTimeMilliseconds();
        var seconds = time % 1_000_000_000 / 1000.0;
        for (var rank = 0; rank < ranks; rank++)
        {
            Line("trial_running", "", 2 + rank);
            Line("trial_held", "kind=\"idle\",", 50);
            Line("trial_held", "kind=\"kv\",", 1);
            Line("trial_wait_ms_total", "", 1500 * seconds);
            Line("trial_requests_total", "code=\"200\",handler=\"/v1\",", 4 * seconds);
            Line("trial_requests_total", "code=\"200\",handler=\"/health\",", 100 * seconds);
            Line("trial_requests_total", "code=\"503\",handler=\"/v1\",", 1 * seconds);
            Line("trial_requests_total", "code=\"404\",handler=\"/v1\",", 30 * seconds);
            Line(milliseconds ? "trial_tokens_total" : "trial_new_tokens_total", "", 250 * seconds);
            Line("trial_cache_percent", "", 40 + (20 * rank));
            Line("trial_queue_us_sum", "", 2_500_000 * seconds);
            Line("trial_queue_us_count", "", 5 * seconds);
            var (name, unit) = milliseconds ? ("trial_latency_ms", 1000) : ("trial_latency_seconds", 1);
            Line(name + "_bucket", $"le=\"{0.5 * unit}\",", 2 * seconds);
            Line(name + "_bucket", $"le=\"{2 * unit}\",", 6 * seconds);
            Line(name + "_bucket", "le=\"+Inf\",", 7 * seconds);
            Line(name + "_sum", "", 5 * unit * seconds);
            Line(name + "_count", "", 7 * seconds);

            void Line(string metric, string labels, double value) =>
                text.Append(CultureInfo.InvariantCulture, $"{metric}{{{labels}model=\"m\",rank=\"{rank}\"}} {value:R} {time}\n");
        }

        return text.ToString();
    }
}
