using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.History;

public sealed class EventQueryTests : IDisposable
{
    private const string Preset = """
        name: gate
        source: made up for this test
        labels: [{namespace: exported_namespace, service: exported_service}]
        signals:
          running: {gauge: gate_running}
          completed: {counter: gate_requests_total}
          errors: {counter: 'gate_requests_total{code=~"5.."}', absentMeans: zero}
          request-latency:
            histogram:
            - {metric: gate_seconds}
            - {metric: gate_milliseconds, scale: 0.001}
        """;

    private static readonly IndicatorQuestion Latency = new("l", Indicator.RequestLatency, 0.95, 0.5, BudgetWindow: TimeSpan.FromDays(1));
    private static readonly IndicatorQuestion Errors = new("e", Indicator.ErrorRatio, null, 0.01, BudgetWindow: TimeSpan.FromDays(1));
    private static readonly QueryRange Range = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(1), 2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("presets");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Past_series_of_a_gateway_are_those_of_the_service()
    {
        var query = Query(Errors).Rates(TimeSpan.FromMinutes(1), null);
        Assert.Contains("gate_requests_total{exported_namespace=~\"llm\",exported_service=~\"chat-svc\"}[60000ms]", query, StringComparison.Ordinal);
        Assert.DoesNotContain("pod=~", query, StringComparison.Ordinal);
    }

    [Fact]
    public void Alternatives_of_different_units_are_read_by_all_their_edges_and_added()
    {
        var query = Query(Latency);
        Assert.Null(query.Around(["0.5", "+Inf"]));
        Assert.DoesNotContain("le=~", query.Rates(TimeSpan.FromMinutes(1), null), StringComparison.Ordinal);
        var answer = Answer(
            ("", "0.5", [8, 8]), ("", "+Inf", [10, 10]),
            ("request-latency#1", "250", [1, double.NaN]), ("request-latency#1", "750", [3, double.NaN]), ("request-latency#1", "+Inf", [4, double.NaN]));
        Assert.Equal(new EventRate(10, 14), query.Read(answer, 0));
        Assert.Equal(new EventRate(8, 10), query.Read(answer, 1));
    }

    [Fact]
    public void One_edge_in_two_spellings_is_one_bucket() => Assert.Equal(
        new EventRate(3, 7), Query(Latency).Read(Answer(("", "0.5", [1, 0]), ("", "0.50", [2, 0]), ("", "+Inf", [7, 0])), 0));

    [Theory]
    [InlineData(2, null)]
    [InlineData(0.4, 7.2)]
    public void Beyond_the_last_edge_nothing_is_claimed(double bound, double? good) =>
        Assert.Equal(
            good is { } g ? new EventRate(g, 10) : null,
            Query(Latency with { Bound = bound }).Read(Answer(("", "0.5", [9, 9]), ("", "+Inf", [10, 10])), 0));

    [Fact]
    public void A_counter_that_may_be_absent_counts_as_zero_where_others_are_there_and_an_answer_without_any_is_unknown()
    {
        var query = Query(Errors);
        Assert.Equal(new EventRate(5, 5), query.Read(Answer(("completed", null, [5, 5])), 0));
        Assert.Equal(new EventRate(4, 5), query.Read(Answer(("completed", null, [5, 5]), ("errors", null, [1, 1])), 0));
        Assert.Null(query.Read(Answer(("errors", null, [1, 1])), 0));
        Assert.Null(query.Read(Answer(), 0));
    }

    [Theory]
    [InlineData("0.5", double.NaN)]
    [InlineData("0.5", -1)]
    [InlineData("x", 1)]
    public void What_is_no_bucket_is_not_known(string le, double value) =>
        Assert.Null(Query(Latency).Read(Answer(("", le, [value, value]), ("", "+Inf", [10, 10])), 0));

    private static RangeTable Answer(params (string Name, string? Le, double[] Values)[] series)
    {
        var table = new RangeTable(Range);
        foreach (var (name, le, values) in series)
        {
            var labels = new Dictionary<string, string>();
            if (name.Length > 0) labels["sig"] = name;
            if (le is not null) labels["le"] = le;
            table.Add(new(labels, [.. values.Select((v, i) => new MatrixPoint(table.TimeOf(i), v))], null));
        }

        return table;
    }

    private EventQuery Query(IndicatorQuestion objective)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "gate.yaml"), Preset);
        EngineCatalog.LoadFolder(_folder.FullName).TryGet("gate", out var preset);
        return new(preset!, new("llm/chat", "llm", "chat", [], "gate", [objective], Service: "chat-svc"), objective);
    }
}
