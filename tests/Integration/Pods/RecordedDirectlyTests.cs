using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Engines;

namespace ModelMonitor.Tests.Integration.Pods;

/// <summary>Every engine's recordings, scraped directly, give what was computed by hand for them; no Prometheus takes part.</summary>
public sealed class RecordedDirectlyTests
{
    [Fact]
    public async Task A_recording_that_is_scraped_directly_gives_what_was_computed_by_hand()
    {
        var (time, engines) = (new ManualTime(), EngineCatalog.LoadEmbedded());
        using var handler = new Handler(time);
        using var source = new PodsSource(new(), engines, time, NullLogger.Instance, handler);
        var rows = Expectations.All.GroupBy(e => (e.Engine, e.Version, e.Model)).ToList();
        MonitorQuestion[] questions = [.. rows.Select(r => Question($"{r.Key}", engines, [.. r]))];
        IReadOnlyDictionary<string, MonitorSample> samples = new Dictionary<string, MonitorSample>();
        for (var round = 0; round < 6; round++)
        {
            samples = await source.SampleAsync(questions, default);
            time.Advance(TimeSpan.FromSeconds(15));
        }

        var (differences, read) = (new List<string>(), 0);
        foreach (var (group, expected) in rows.SelectMany(r => r.Select(e => ($"{r.Key}", e))))
        {
            var reading = samples[group].Objectives[expected.Name];
            var isRead = IsRead(engines, expected);
            var reason = isRead ? expected.Reason : UnknownReason.Unsupported;
            if (isRead) read++;
            var isSame = reading.Reason == reason
                && (reason is not null || expected.Value is not { } value || (reading.TryGet(out var actual) && Math.Abs(value - actual) <= Math.Max(Math.Abs(value) * 1e-6, double.Epsilon)));
            if (!isSame) differences.Add($"{expected.Name}: expected {expected.Value} {reason}, is {reading} {(reading.TryGet(out var is_) ? is_ : 0)}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(read > 150, $"{read} rows are of pods");
    }

    // What pods do not tell themselves is not read, whatever it would be.
    private static bool IsRead(EngineCatalog engines, Expectation row) =>
        engines.TryGet(row.Engine, out var preset) && !preset.IsPerService && row.Indicator != Indicator.Custom
        && Signals.GroupOf(Signals.Of(row.Indicator)[0]) == SignalGroup.Engine;

    private static MonitorQuestion Question(string key, EngineCatalog engines, IReadOnlyList<Expectation> rows)
    {
        var (row, recordings) = (rows[0], Recording.All);
        var index = Enumerable.Range(0, recordings.Count).Single(i => (recordings[i].Engine, recordings[i].Version) == (row.Engine, row.Version));
        var engine = engines.TryGet(row.Engine, out _) ? row.Engine : "custom";
        return new(
            key, row.Engine, "chat", [new(row.Version, $"10.0.{index / 250}.{(index % 250) + 1}")], engine,
            [.. rows.Select(r => new IndicatorQuestion(r.Name, r.Indicator, r.Quantile, Custom: r.Query is null ? null : new(r.Query, null)))],
            row.Model, Port: 8000);
    }

    private sealed class Handler(ManualTime time) : HttpMessageHandler
    {
        private readonly DateTimeOffset _start = time.GetUtcNow();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = IPAddress.Parse(request.RequestUri!.Host).GetAddressBytes();
            var recording = Recording.All[(address[2] * 250) + address[3] - 1];
            var text = recording.At((time.GetUtcNow() - _start).TotalSeconds, time.GetUtcNow().ToUnixTimeMilliseconds());
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "text/plain") });
        }
    }
}
