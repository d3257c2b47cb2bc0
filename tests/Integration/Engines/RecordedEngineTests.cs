using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>Every preset against what its engine exposes, through a real Prometheus.</summary>
public sealed class RecordedEngineTests(RecordedPods pods) : IClassFixture<RecordedPods>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Rows => [.. Expectations.All.Select(e => e.Name)];

    public static TheoryData<string> Recordings => [.. Recording.All.Select(r => $"{r.Engine} {r.Version}")];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_recording_gives_what_was_computed_by_hand(string row)
    {
        var expected = Expectations.All.Single(e => e.Name == row);
        var isNew = false;
        await Eventually.TrueAsync(
            row,
            async () =>
            {
                var reading = await pods.ReadingAsync(expected, isNew);
                isNew = true;
                Assert.Equal((expected.Reason, expected.Reason is null ? null : reading.Detail), (reading.Reason, reading.Detail));
                if (expected.Value is not { } value) return true;
                Assert.True(reading.TryGet(out var actual));
                Assert.Equal(value, actual, Math.Max(Math.Abs(value) * expected.Tolerance, double.Epsilon));
                return true;
            },
            Deadline);
    }

    // By its metrics NIM 2 is vLLM, whose names it passes through; a gateway's metrics are not on the pods; exporters are no engines.
    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task An_engine_is_known_by_its_metrics(string name)
    {
        var recording = Recording.All.Single(r => $"{r.Engine} {r.Version}" == name);
        var expected = recording switch
        {
            { Engine: "nim", Version: "2" or "2-other-label" } => "vllm",
            { Engine: "triton-tensorrt-llm", Version: "2.60-other-metric" } => "triton",
            { Engine: "ingress-nginx" or "custom" } => null,
            { Engine: "kserve", Version: "0.15-other-metric" } or { Engine: "opentelemetry-http", Version: "1.27-other-metric" } => null,
            _ => EngineCatalog.LoadEmbedded().TryGet(recording.Engine, out _) ? recording.Engine : null,
        };
        Assert.Equal(expected, new EngineDetector(EngineCatalog.LoadEmbedded()).ByMetrics(recording.MetricNames));
        await Eventually.TrueAsync(name, async () => await pods.EngineOfAsync(recording) == expected, Deadline);
    }
}
