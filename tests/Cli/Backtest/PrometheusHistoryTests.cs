using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Metrics;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class PrometheusHistoryTests
{
    private static readonly DateTimeOffset End = new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Two_weeks_are_asked_for_in_parts_that_Prometheus_gives()
    {
        var prometheus = new StandInPrometheus((query, at) => query == "load" ? at % 86_400 : 3);
        var history = await ReadAsync(prometheus, TimeSpan.FromDays(14));
        Assert.Equal(4, prometheus.Asked.Count);
        Assert.Equal((14 * 24 * 60) + 1, history.Rows.Count);
        Assert.Empty(history.Outages);
        // A rate speaks of the step before its time.
        Assert.Equal(End - TimeSpan.FromDays(14) - Minute, history.Start);
        for (var n = 0; n < history.Rows.Count; n += 997)
            Assert.Equal((history.Start!.Value + history.Rows[n].At + Minute).ToUnixTimeSeconds() % 86_400, history.Rows[n].Rate);
        Assert.All(history.Rows, row => Assert.Equal(3, row.Replicas));
    }

    [Fact]
    public async Task Steps_without_a_number_are_an_outage_and_those_around_the_first_and_last_are_left_out()
    {
        var start = (End - TimeSpan.FromMinutes(20)).ToUnixTimeSeconds();
        var prometheus = new StandInPrometheus((query, at) => query != "load" ? double.NaN : ((at - start) / 60) switch
        {
            < 4 or > 15 => double.NaN,
            >= 8 and <= 10 => double.NaN,
            _ => 5,
        });
        var history = await ReadAsync(prometheus, TimeSpan.FromMinutes(20));
        Assert.Equal(12, history.Rows.Count);
        Assert.Equal([(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(7))], history.Outages);
        Assert.False(history.KnowsReplicas);
    }

    [Fact]
    public async Task No_data_and_many_series_are_refused_with_the_query()
    {
        var none = await Assert.ThrowsAsync<InputException>(() => ReadAsync(new((_, _) => double.NaN), TimeSpan.FromHours(1)));
        Assert.Equal("--requests-query: gave no data between 2026-03-14T23:00Z and 2026-03-15T00:00Z; asked was load", none.Message);
        var many = await Assert.ThrowsAsync<InputException>(() => ReadAsync(new((_, _) => 1) { Series = 2 }, TimeSpan.FromHours(1)));
        Assert.Equal("--requests-query: gave 2 series where one is needed: put sum(...) or max(...) around it", many.Message);
    }

    [Fact]
    public void Requests_of_an_engine_are_its_finished_ones_of_all_pods_of_the_target()
    {
        var (query, _) = HistoryQueries.Requests(Monitor("vllm"), EngineCatalog.LoadEmbedded(), Minute);
        Assert.Equal("""sum(sum by (namespace,pod) (rate(vllm:request_success_total{namespace="llm",pod=~"chat-.+"}[60s])))""", query);
    }

    [Fact]
    public void A_model_is_told_apart_where_the_engine_can()
    {
        var monitor = Monitor("vllm");
        monitor.Spec.Metrics = new() { Model = "a\"b" };
        Assert.Contains(",model_name=\"a\\\"b\"", HistoryQueries.Requests(monitor, EngineCatalog.LoadEmbedded(), Minute).Query, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_is_asked_for_the_service()
    {
        var monitor = Monitor("ingress-nginx");
        Assert.Contains("=\"chat\"", HistoryQueries.Requests(monitor, EngineCatalog.LoadEmbedded(), Minute).Query, StringComparison.Ordinal);
        monitor.Spec.Metrics = new() { Service = "front" };
        Assert.Contains("=\"front\"", HistoryQueries.Requests(monitor, EngineCatalog.LoadEmbedded(), Minute).Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_engine_that_counts_requests_has_a_query()
    {
        var catalog = EngineCatalog.LoadEmbedded();
        Assert.All(catalog.Engines.Where(e => e.Signals.ContainsKey(Signal.Completed)), engine =>
        {
            var query = HistoryQueries.Requests(Monitor(engine.Name), catalog, Minute).Query;
            Assert.StartsWith("sum(", query, StringComparison.Ordinal);
            Assert.Equal(query!.Count(c => c == '('), query!.Count(c => c == ')'));
        });
    }

    [Theory]
    [InlineData(null, "llm", "the monitor names no engine: write spec.engine, or give --requests-query")]
    [InlineData("vllm", null, "the monitor names no namespace: write metadata.namespace, or give --requests-query")]
    [InlineData("vlm", "llm", "there is no engine vlm; known: ")]
    [InlineData("custom", "llm", "counts no finished requests: give --requests-query")]
    public void Without_a_query_it_says_why(string? engine, string? ns, string why)
    {
        var monitor = Monitor(engine);
        monitor.Metadata.Namespace = ns;
        var (query, whyNot) = HistoryQueries.Requests(monitor, EngineCatalog.LoadEmbedded(), Minute);
        Assert.Null(query);
        Assert.Contains(why, whyNot, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Deployment", """max(kube_deployment_spec_replicas{namespace="llm",deployment="chat"})""")]
    [InlineData("StatefulSet", """max(kube_statefulset_replicas{namespace="llm",statefulset="chat"})""")]
    [InlineData("InferenceService", null)]
    public void Replicas_are_those_of_the_target(string kind, string? query)
    {
        var monitor = Monitor("vllm");
        monitor.Spec.TargetRef.Kind = kind;
        Assert.Equal(query, HistoryQueries.Replicas(monitor));
    }

    private static V1Alpha1ModelMonitor Monitor(string? engine)
    {
        var monitor = MonitorFile.Parse(Samples.Monitor, "mm.yaml");
        monitor.Spec.Engine = engine;
        return monitor;
    }

    private static async Task<LoadHistory> ReadAsync(StandInPrometheus prometheus, TimeSpan range)
    {
        using var client = new PrometheusClient(new() { Name = "prod", Url = "http://prometheus.test" }, new ManualTime(), prometheus);
        return await new PrometheusHistory(client).ReadAsync("load", "replicas", End, range, Minute, TestContext.Current.CancellationToken);
    }
}
