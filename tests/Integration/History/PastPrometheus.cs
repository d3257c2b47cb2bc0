using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Prometheus;

namespace ModelMonitor.Tests.Integration.History;

/// <summary>
/// Two real Prometheus that have been given 31 days of past samples as blocks: one with the raw series alone, one also with what recording
/// rules would have recorded of them, each minute, by that Prometheus' own evaluation of the rules' text.
/// </summary>
public sealed class PastPrometheus : IAsyncLifetime
{
    // Nothing is scraped; nothing is compacted while it is read.
    private const string Configuration = "global: {scrape_interval: 1m}\n";
    private static readonly string[] Arguments = ["--storage.tsdb.retention.time=1000d", "--storage.tsdb.min-block-duration=2h", "--storage.tsdb.max-block-duration=2h"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("past");
    private PrometheusProcess? _raw;
    private PrometheusProcess? _recorded;

    internal static IndicatorQuestion FirstToken { get; } = new("first-token", Indicator.TimeToFirstToken, 0.95, 1, BudgetWindow: TimeSpan.FromDays(30));

    internal static IndicatorQuestion BetweenEdges { get; } = new("between", Indicator.TimeToFirstToken, 0.95, 1.75, BudgetWindow: TimeSpan.FromDays(30));

    internal static IndicatorQuestion Errors { get; } = new("errors", Indicator.ErrorRatio, null, 0.01, BudgetWindow: TimeSpan.FromDays(30));

    internal static MonitorQuestion Question { get; } =
        new("llm/chat", "llm", "chat", [new ReadyPod("chat-7d9f-1")], "vllm", [FirstToken, BetweenEdges, Errors]);

    internal PrometheusProcess Raw => _raw!;

    internal PrometheusProcess Recorded => _recorded!;

    internal static IReadOnlyList<RecordingRule> Rules()
    {
        EngineCatalog.LoadEmbedded().TryGet("vllm", out var vllm);
        return [.. Question.Objectives.SelectMany(o => RecordingRules.Of(vllm!, Question, o, ["0.5", "1.0", "2.5", "+Inf"]))];
    }

    public async ValueTask InitializeAsync()
    {
        var (raw, both) = (_folder.CreateSubdirectory("raw").FullName, _folder.CreateSubdirectory("both").FullName);
        var workload = PastWorkload.Text();
        await CreateBlocksAsync(workload, raw);
        await CreateBlocksAsync(workload, both);
        _raw = await PrometheusProcess.StartAsync(Configuration, data: raw, arguments: Arguments);
        await CreateBlocksAsync(await EvaluateAsync(), both);
        _recorded = await PrometheusProcess.StartAsync(Configuration, data: both, arguments: Arguments);
    }

    public async ValueTask DisposeAsync()
    {
        if (_raw is not null) await _raw.DisposeAsync();
        if (_recorded is not null) await _recorded.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal static PrometheusClient Client(PrometheusProcess prometheus, TimeProvider time) =>
        new(new() { Name = "past", Url = prometheus.Url, Timeout = TimeSpan.FromSeconds(30) }, time);

    private async Task CreateBlocksAsync(string openMetrics, string into)
    {
        var file = Path.Combine(_folder.FullName, "samples.txt");
        await File.WriteAllTextAsync(file, openMetrics);
        await Command.RunAsync("promtool", ["tsdb", "create-blocks-from", "openmetrics", "--quiet", "--max-block-duration=1000h", file, into]);
    }

    // As a rule group with an interval of a minute would have done.
    private async Task<string> EvaluateAsync()
    {
        using var client = Client(Raw, TimeProvider.System);
        var (text, minute) = (new StringBuilder(), TimeSpan.FromMinutes(1));
        foreach (var rule in Rules())
        {
            var labels = string.Join(',', rule.Labels.Select(l => $"{l.Key}={PromQl.Quote(l.Value)}"));
            for (var day = 30; day > 0; day -= 5)
            {
                await client.QueryRangeAsync(rule.Expr, new(PastWorkload.End.AddDays(5 - day), minute, 5 * 24 * 60), null, 10 << 20, series =>
                {
                    foreach (var point in series.Points) PastWorkload.Line(text, rule.Record, labels, point.Value, point.Time);
                }, default);
            }
        }

        return text.Append("# EOF\n").ToString();
    }
}
