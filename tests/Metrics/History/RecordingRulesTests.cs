using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.History;

public class RecordingRulesTests
{
    private const string Pods = "namespace=~\"llm\",pod=~\"chat-.+\"";

    private static readonly string[] Edges = ["0.5", "1.0", "1", "2.5", "+Inf"];
    private static readonly IndicatorQuestion FirstToken = new("first-token", Indicator.TimeToFirstToken, 0.95, 1, BudgetWindow: TimeSpan.FromDays(30));
    private static readonly IndicatorQuestion Errors = new("errors", Indicator.ErrorRatio, null, 0.01, BudgetWindow: TimeSpan.FromDays(30));

    [Fact]
    public void A_latency_whose_bound_is_an_edge_counts_that_bucket()
    {
        var rules = Of(FirstToken);
        Assert.Equal([Bucket(@"1|1\\.0"), Bucket(@"\\+Inf")], rules.Select(r => r.Expr));
        Assert.All(rules, r => Assert.Equal("objective:modelmonitor_events:rate5m", r.Record));
        Assert.Equal(
            ["namespace=llm monitor=chat objective=first-token signal=time-to-first-token bound=1 result=good", "namespace=llm monitor=chat objective=first-token signal=time-to-first-token bound=1 result=total"],
            rules.Select(r => string.Join(' ', r.Labels.Select(l => $"{l.Key}={l.Value}"))));
    }

    [Theory]
    [InlineData(1.75, true, 0.5)]
    [InlineData(0.25, false, 0.5)]
    public void Between_edges_both_neighbours_count_by_their_nearness(double bound, bool hasBelow, double share) =>
        Assert.Equal(
            hasBelow ? $"{Bucket(@"1|1\\.0")} * {1 - share:R} + {Bucket(@"2\\.5")} * {share:R}" : $"{Bucket(@"0\\.5")} * {share:R}",
            Of(FirstToken with { Bound = bound })[0].Expr);

    [Fact]
    public void Requests_that_failed_are_taken_off_and_refused_ones_are_among_all()
    {
        var rules = Of(Errors);
        var completed = $"sum((sum by (namespace,pod,model_name) (rate(vllm:request_success_total{{{Pods}}}[300000ms]))))";
        Assert.Equal($"{completed} - sum((sum by (namespace,pod,model_name) (rate(vllm:request_success_total{{{Pods},finished_reason=\"error\"}}[300000ms]))))", rules[0].Expr);
        Assert.Equal($"{completed} + (sum((sum by (namespace,pod,model_name) (rate(vllm:admission_rejections_total{{{Pods}}}[300000ms])))) or {completed} * 0)", rules[1].Expr);
        Assert.False(rules[0].Labels.ContainsKey("bound"));
    }

    [Fact]
    public void Only_the_monitors_model_counts_and_every_text_is_quoted()
    {
        var rules = RecordingRules.Of(Vllm(), Question("a.b") with { Model = "a\"b" }, FirstToken, Edges);
        Assert.Contains("""pod=~"a\\.b-.+",model_name="a\"b",le=~""", rules[0].Expr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1e9)]
    public void A_bound_beyond_the_last_edge_is_not_recorded(double bound) => Assert.Empty(Of(FirstToken with { Bound = bound }));

    [Fact]
    public void What_counts_no_requests_or_has_no_edges_yet_is_not_recorded()
    {
        Assert.Empty(RecordingRules.Of(Vllm(), Question("chat"), FirstToken, null));
        Assert.Empty(Of(FirstToken with { Quantile = null }));
        Assert.Empty(Of(FirstToken with { Bound = null }));
        Assert.Empty(Of(new("cache", Indicator.KvCacheUse, null, 0.9, BudgetWindow: TimeSpan.FromDays(30))));
        Assert.Empty(Of(new("own", Indicator.Custom, null, 0.9, Custom: new("up", null), BudgetWindow: TimeSpan.FromDays(30))));
    }

    private static string Bucket(string le) =>
        $"sum(sum by (namespace,pod,model_name,le) (rate(vllm:time_to_first_token_seconds_bucket{{{Pods},le=~\"{le}\"}}[300000ms])))";

    private static IReadOnlyList<RecordingRule> Of(IndicatorQuestion objective) => RecordingRules.Of(Vllm(), Question("chat"), objective, Edges);

    private static MonitorQuestion Question(string target) => new("llm/chat", "llm", target, [], "vllm", []);

    private static EnginePreset Vllm() => EngineCatalog.LoadEmbedded().TryGet("vllm", out var vllm) ? vllm : throw new InvalidOperationException();
}
