using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Exporters;

/// <summary>What an exporter writes for "not supported" is no number, whoever reads it; beside a real Prometheus in tests/Integration/Exporters.</summary>
public sealed class BlankValuesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blank");
    private readonly PodsStandIn _pods = new();

    public void Dispose()
    {
        _pods.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("2147483631", 2147483631.0)]
    [InlineData("2147483632", null)] // DCGM's INT32 blank
    [InlineData("2147483635", null)]
    [InlineData("9223372036854775792", null)] // INT64
    [InlineData("140737488355328", null)] // FP64
    [InlineData("+Inf", null)]
    public async Task A_pod_that_is_read_directly_gives_no_number_from_the_blank_on(string exposed, double? value)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "toy.yaml"), """
            name: toy
            source: a test
            scrape: {port: 9000, path: /metrics}
            signals: {running: {gauge: toy_running}, waiting: {gauge: [toy_waiting, toy_queue]}}
            blank: 2147483632
            """);
        _pods.Exposes("10.0.0.1:9000/metrics", $"toy_running 1\ntoy_waiting {exposed}\n");
        using var source = new PodsSource(new(), EngineCatalog.LoadFolder(_folder.FullName), _pods.Time, NullLogger.Instance, _pods);
        var waiting = (await source.SampleAsync([new("llm/chat", "llm", "chat", [new("chat-1", "10.0.0.1")], "toy", [])], default))["llm/chat"].Load.Waiting;
        Assert.Equal(value is null ? UnknownReason.NoData : null, waiting.Reason);
        if (value is { } expected) Assert.True(waiting.TryGet(out var actual) && actual == expected);
    }

    [Fact]
    public async Task Of_several_series_the_blank_ones_are_left_out_and_then_the_next_alternative_counts()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "toy.yaml"), """
            name: toy
            source: a test
            scrape: {port: 9000, path: /metrics}
            rankLabels: [rank]
            signals: {running: {gauge: toy_running}, waiting: {gauge: [toy_waiting, toy_queue]}}
            blank: 1000
            """);
        _pods.Exposes("10.0.0.1:9000/metrics", "toy_running{rank=\"0\"} 3\ntoy_running{rank=\"1\"} 1001\ntoy_waiting 1000\ntoy_queue 7\n");
        using var source = new PodsSource(new(), EngineCatalog.LoadFolder(_folder.FullName), _pods.Time, NullLogger.Instance, _pods);
        var load = (await source.SampleAsync([new("llm/chat", "llm", "chat", [new("chat-1", "10.0.0.1")], "toy", [])], default))["llm/chat"].Load;
        Assert.True(load.Running.TryGet(out var running) && load.Waiting.TryGet(out var waiting) && (running, waiting) == (3, 7));
    }
}
