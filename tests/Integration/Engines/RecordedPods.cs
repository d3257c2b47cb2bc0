using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Prometheus;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>Serves all recordings behind one port to one real Prometheus, and asks it through the source what the expectations ask for.</summary>
public sealed class RecordedPods : IAsyncLifetime
{
    private const string Plain = "recordings";
    private const string Honoring = "recordings-labels-kept";

    private readonly long _start = Now;
    private readonly SemaphoreSlim _asking = new(1, 1);
    private WebApplication? _app;
    private PrometheusProcess? _prometheus;
    private PrometheusClient? _client;
    private PrometheusSource? _source;
    private IReadOnlyDictionary<string, MonitorSample>? _last;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var recordings = Recording.All.ToDictionary(r => (r.Engine, r.Version));
        _app.MapGet("/{engine}/{version}", (string engine, string version) =>
        {
            var now = Now;
            return Results.Text(recordings[(engine, version)].At((now - _start) / 1000.0, now));
        });
        await _app.StartAsync();
        _prometheus = await PrometheusProcess.StartAsync(
            Configuration(new Uri(_app.Urls.First()).Authority), RecordedHistory.Text(_start, JobOf));
        _client = new(
            new()
            {
                Name = "recordings",
                Url = _prometheus.Url,
                ScrapeInterval = TimeSpan.FromSeconds(1),
                Window = TimeSpan.FromSeconds(5),
                Timeout = TimeSpan.FromSeconds(30),
            },
            TimeProvider.System);
        _source = new(_client, EngineCatalog.LoadEmbedded(), TimeProvider.System, NullLogger.Instance);
        // Before, a rate is a guess and "no data" is true of everything.
        await Eventually.TrueAsync(
            "every recording fills a window",
            async () => await _prometheus.NumberAsync("count(count_over_time(up[5s]) >= 5)") == Recording.All.Count,
            TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
        _asking.Dispose();
    }

    /// <summary>The reading of an expectation: of the last round, or of a new one.</summary>
    internal async Task<Reading> ReadingAsync(Expectation expectation, bool isNew)
    {
        await _asking.WaitAsync();
        try
        {
            if (isNew || _last is null) _last = await _source!.SampleAsync(Questions(), default);
            return _last[KeyOf(expectation)].Objectives[expectation.Name];
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The engine that is found on a recording's pod.</summary>
    internal async Task<string?> EngineOfAsync(Recording recording)
    {
        var question = Question("detect", recording, null, null, []);
        return (await _source!.SampleAsync([question], default))["detect"].Engine;
    }

    private static List<MonitorQuestion> Questions()
    {
        var engines = EngineCatalog.LoadEmbedded();
        var recordings = Recording.All.ToDictionary(r => (r.Engine, r.Version));
        return [.. Expectations.All.GroupBy(KeyOf).Select(rows => Question(
            rows.Key,
            recordings[(rows.First().Engine, rows.First().Version)],
            // What is read of exporters does not depend on the engine.
            engines.TryGet(rows.First().Engine, out _) ? rows.First().Engine : "custom",
            rows.First().Model,
            [.. rows.Select(r => new IndicatorQuestion(r.Name, r.Indicator, r.Quantile, Custom: r.Query is null ? null : new(r.Query, null)))]))];
    }

    private static MonitorQuestion Question(string key, Recording recording, string? engine, string? model, IReadOnlyList<IndicatorQuestion> objectives)
    {
        var subject = recording.Subject;
        var service = subject.GetValueOrDefault("service");
        var pod = subject.GetValueOrDefault("pod", "of-the-service-0");
        return new(key, subject["namespace"], pod.Split('-')[0], [new(pod)], engine, objectives, model, recording.HasService ? service : null);
    }

    private static string KeyOf(Expectation expectation) => $"{expectation.Engine}/{expectation.Version}/{expectation.Model}";

    private static string JobOf(Recording recording) => recording.HonorsLabels ? Honoring : Plain;

    private static string Configuration(string address)
    {
        var text = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n");
        foreach (var job in Recording.All.GroupBy(JobOf))
        {
            text.Append($"- job_name: {job.Key}\n  honor_labels: {(job.Key == Honoring ? "true" : "false")}\n  static_configs:\n");
            foreach (var recording in job)
            {
                var labels = string.Concat(recording.ScrapeLabels.Select(l => $"{l.Key}: \"{l.Value}\", "));
                var target = $"{recording.Engine}/{recording.Version}";
                text.Append($"  - targets: [\"{address}\"]\n    labels: {{{labels}instance: \"{target}\", __metrics_path__: /{target}}}\n");
            }
        }

        return text.ToString();
    }
}
