using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Sampling;

/// <summary>Monitors cost no queries of their own: their number is bounded by engines, histograms in use and kinds of exporters.</summary>
public class QueryCountTests
{
    // The engines that give the most histograms, and every indicator that is not a monitor's own query.
    private static readonly string[] Engines = ["vllm", "sglang", "tgi"];

    private static readonly Indicator[] Indicators = [.. Enum.GetValues<Indicator>().Except([Indicator.Custom, Indicator.DriftKs, Indicator.DriftPsi])];

    [Theory]
    [InlineData(1_000)]
    [InlineData(2_000)]
    public async Task However_many_monitors_of_three_engines_in_fifty_namespaces_a_tick_is_the_same_few_queries(int monitors)
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        await source.SampleAsync([.. Enumerable.Range(0, monitors).Select(Question)], default);
        // Per engine one, and five, four and three histograms; per engine one each for GPUs, containers and predictions.
        Assert.Equal(24, server.Queries.Count);
    }

    [Fact]
    public async Task Beyond_five_thousand_pods_an_engine_is_asked_for_in_shards_of_whole_namespaces()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        var pods = Enumerable.Range(0, 2_000).Select(i => new ReadyPod($"pod-{i}")).ToList();
        await source.SampleAsync([.. Enumerable.Range(0, 6).Select(i => new MonitorQuestion($"{i}", $"ns-{i}", "chat", pods, "vllm", []))], default);
        Assert.Equal(["ns-0|ns-1", "ns-2|ns-3", "ns-4|ns-5"], server.Queries.Select(q => q.Split("namespace=~\"")[1].Split('"')[0]).Order(StringComparer.Ordinal));
    }

    private static MonitorQuestion Question(int i)
    {
        var pod = new ReadyPod($"chat-{i}-0");
        // Every monitor asks for a few, all together for everything.
        var asked = Enumerable.Range(0, 4).Select(k => Indicators[(i + (k * 7)) % Indicators.Length]).Distinct();
        return new($"{i}", $"team-{i % 50}", $"chat-{i}", [pod], Engines[i % Engines.Length],
            [.. asked.Select(a => new IndicatorQuestion($"{a}", a, ModelMonitor.Decisions.Indicators.IsLatency(a) ? 0.95 : null, 1))]);
    }
}
