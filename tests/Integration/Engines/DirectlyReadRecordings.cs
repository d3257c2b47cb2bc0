using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>All recordings of pods, each at an address of its own, as the source that scrapes pods itself reads them.</summary>
public sealed class DirectlyReadRecordings : IAsyncLifetime
{
    private const int Rounds = 6;

    private readonly ManualTime _time = new();
    private IReadOnlyDictionary<string, MonitorSample>? _samples;

    /// <summary>Rows that can be read of a pod itself: not those of gateways, exporters and a monitor's own queries.</summary>
    internal static IReadOnlyList<Expectation> Rows { get; } =
    [
        .. Expectations.All.Where(e => e.Query is null
            && EngineCatalog.LoadEmbedded().TryGet(e.Engine, out var engine) && !engine.IsPerService
            // Nothing is scraped twice here, so that nothing looks for it.
            && e.Reason != UnknownReason.Ambiguous),
    ];

    public async ValueTask InitializeAsync()
    {
        var recordings = Recording.All.Select((r, n) => (Recording: r, Address: $"10.0.{n / 200}.{(n % 200) + 1}")).ToList();
        using var source = new PodsSource(
            new() { ScrapeInterval = TimeSpan.FromSeconds(1), Window = TimeSpan.FromSeconds(5) },
            EngineCatalog.LoadEmbedded(),
            _time,
            NullLogger.Instance,
            new Answers(recordings.ToDictionary(r => r.Address, r => r.Recording), _time));
        var addresses = recordings.ToDictionary(r => (r.Recording.Engine, r.Recording.Version), r => r.Address);
        var questions = Rows.GroupBy(KeyOf).Select(rows => rows.First()).Select(row => new MonitorQuestion(
            KeyOf(row),
            row.Engine,
            "recording",
            [new(row.Version, addresses[(row.Engine, row.Version)])],
            row.Engine,
            [.. Rows.Where(r => KeyOf(r) == KeyOf(row)).Select(r => new IndicatorQuestion(r.Name, r.Indicator, r.Quantile))],
            row.Model)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            _samples = await source.SampleAsync(questions, default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Reading Reading(Expectation row) => _samples![KeyOf(row)].Objectives[row.Name];

    private static string KeyOf(Expectation row) => $"{row.Engine}/{row.Version}/{row.Model}";

    private sealed class Answers(Dictionary<string, Recording> recordings, ManualTime time) : HttpMessageHandler
    {
        private readonly long _start = time.GetUtcNow().ToUnixTimeMilliseconds();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(recordings[request.RequestUri!.Host].At((now - _start) / 1000.0, now)));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain; version=0.0.4");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
