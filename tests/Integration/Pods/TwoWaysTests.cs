using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Pods;

/// <summary>The same pods, read by a Prometheus that scrapes them and by the source that scrapes them itself, give the same readings.</summary>
public sealed class TwoWaysTests(TwoWays pods) : IClassFixture<TwoWays>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(8);

    private static readonly IndicatorQuestion[] All =
    [
        .. new[] { 0.05, 0.5, 0.8, 0.95, 0.99 }.Select(q => new IndicatorQuestion($"ttft-{q}", Indicator.TimeToFirstToken, q, 1)),
        new("ttft-mean", Indicator.TimeToFirstToken),
        new("itl", Indicator.InterTokenLatency, 0.5),
        new("latency", Indicator.RequestLatency, 0.7, 0.7),
        new("latency-mean", Indicator.RequestLatency),
        new("queue-mean", Indicator.QueueWait),
        new("queue", Indicator.QueueWait, 0.5),
        new("errors", Indicator.ErrorRatio),
        new("availability", Indicator.Availability),
        new("rate", Indicator.RequestRate),
        new("tokens", Indicator.TokenThroughput),
        new("kv", Indicator.KvCacheUse),
        new("waiting", Indicator.Waiting),
        new("in-flight", Indicator.InFlight),
    ];

    [Fact]
    public async Task Both_sources_give_the_same_readings()
    {
        MonitorQuestion[] questions =
        [
            Question("a", "vllm"), Question("a", "vllm", name: "chat-0"), Question("a", null, name: "chat-1"), Question("models", "vllm", "one"), Question("models", "vllm", "two"),
            Question("models", "vllm", "three"), Question("models", "vllm"), Question("versions", "vllm"), Question("versions", "vllm", name: "chat-old"), Question("bare", "vllm"), Question("odd", "vllm"),
            Question("trial", "trial"), Question("trial", "trial", "m", "chat-0"), Question("trial", null, name: "chat-1"),
        ];
        using var client = new PrometheusClient(
            new() { Name = "prod", Url = pods.Prometheus.Url, ScrapeInterval = Interval, Window = Window, Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        var prometheus = new PrometheusSource(client, pods.Engines, TimeProvider.System, NullLogger.Instance);
        using var direct = new PodsSource(
            new() { ScrapeInterval = Interval, Window = Window, AllowLoopback = true }, pods.Engines, TimeProvider.System, NullLogger.Instance);
        var known = 0;
        await Eventually.TrueAsync("both give the same", async () =>
        {
            var theirs = await prometheus.SampleAsync(questions, default);
            var ours = await direct.SampleAsync(questions, default);
            known = 0;
            foreach (var question in questions) known += Same(question.Key, theirs[question.Key], ours[question.Key]);
            return true;
        }, Deadline);
        // Most are known: equal ignorance would prove nothing.
        Assert.True(known > 120, $"{known} known readings");
    }

    private static int Same(string key, MonitorSample theirs, MonitorSample ours)
    {
        Assert.Equal(theirs.Engine, ours.Engine);
        Assert.Equal(theirs.OffEdge?.OrderBy(e => e.Key, StringComparer.Ordinal), ours.OffEdge?.OrderBy(e => e.Key, StringComparer.Ordinal));
        (string Name, Reading Theirs, Reading Ours)[] pairs =
        [
            .. theirs.Objectives.Select(o => (o.Key, o.Value, ours.Objectives[o.Key])),
            ("running", theirs.Load.Running, ours.Load.Running), ("waiting", theirs.Load.Waiting, ours.Load.Waiting), ("completed", theirs.Load.Completed, ours.Load.Completed),
        ];
        return pairs.Count(p => Same($"{key} {p.Name}", p.Theirs, p.Ours));
    }

    private static bool Same(string what, Reading theirs, Reading ours)
    {
        // What is not there yet will be: nothing of the stand-ins stays in these states.
        Assert.False(theirs.Reason is UnknownReason.Collecting or UnknownReason.Warmup, $"{what}: {theirs.Detail}");
        Assert.True((theirs.Kind, theirs.Reason, theirs.Coverage) == (ours.Kind, ours.Reason, ours.Coverage), $"{what}: {theirs} and {ours}");
        Assert.Equal(theirs.Detail, ours.Detail);
        if (!theirs.TryGet(out var expected) || !ours.TryGet(out var value)) return false;
        Assert.True(Math.Abs(expected - value) <= 1e-6 * Math.Abs(expected), $"{what}: {expected} and {value}");
        return true;
    }

    private MonitorQuestion Question(string ns, string? engine, string? model = null, string name = "chat") =>
        new($"{ns}/{name}/{model}", ns, name, pods.Pods(ns, name), engine, All, model, Port: pods.Port);
}
