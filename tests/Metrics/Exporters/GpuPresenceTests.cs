using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Exporters;

/// <summary>Which pods an exporter and the engine show; beside a real Prometheus in tests/Integration/Exporters.</summary>
public class GpuPresenceTests
{
    private static readonly string[] Engines = ["vllm", "sglang", "tgi"];

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public async Task However_many_monitors_of_three_engines_ask_it_is_one_query_more(int monitors)
    {
        var questions = Enumerable.Range(0, monitors).Select(i => Question($"chat-{i}") with { Key = $"{i}", Namespace = $"team-{i % 7}", Engine = Engines[i % 3] }).ToList();
        var before = await QueriesAsync([.. questions.Select(q => q with { AsksGpu = false })]);
        var after = await QueriesAsync(questions);
        Assert.Equal(before.Count + 1, after.Count);
        Assert.Contains("team-0|team-1|team-2|team-3|team-4|team-5|team-6", Assert.Single(after, IsPresence), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(-31, false)]
    public async Task Only_fresh_series_of_ready_pods_of_the_own_namespace_count(double age, bool isThere)
    {
        var answer = Answer(("llm", "chat-1", age), ("other", "chat-2", 5), ("llm", "gone", 5));
        var sample = await SampleAsync(answer, Question("chat-1", "chat-2"));
        Assert.Equal(isThere ? ["chat-1"] : [], sample.GpuPods!);
    }

    [Fact]
    public async Task Where_nobody_asks_nothing_is_known_and_where_nothing_answers_neither()
    {
        Assert.Null((await SampleAsync(Answer(("llm", "chat-1", 5)), Question("chat-1") with { AsksGpu = false })).GpuPods);
        Assert.Null((await SampleAsync(Answer(("llm", "chat-1", 5)), Question())).GpuPods);
        var refused = new StandInServer(_ => StandInServer.Answer(HttpStatusCode.ServiceUnavailable, "down"));
        Assert.Null((await SampleAsync(refused, Question("chat-1"))).GpuPods);
    }

    [Fact]
    public async Task Pods_of_an_engine_that_nobody_knows_are_shown_all_the_same()
    {
        var sample = await SampleAsync(Answer(("llm", "chat-1", 5)), Question("chat-1") with { Engine = null });
        Assert.Equal(["chat-1"], sample.GpuPods!);
        Assert.Null(sample.EnginePods);
    }

    [Fact]
    public async Task A_source_with_tenants_is_asked_for_each_namespace_alone_and_never_for_one_that_it_does_not_serve()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = new PrometheusClient(
            new() { Name = "prod", Url = "http://prometheus.test/base", Tenant = new("X-Scope-OrgID", null), Namespaces = ["a", "b"] }, new ManualTime(), server);
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        var samples = await source.SampleAsync([.. new[] { "a", "b", "c" }.Select(ns => Question("chat-1") with { Key = ns, Namespace = ns })], default);
        var queries = server.Queries.Where(q => q.Contains("DCGM", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, queries.Count);
        Assert.All(queries, q => Assert.DoesNotContain("a|b", q, StringComparison.Ordinal));
        Assert.Equal([0, 0, null], new[] { "a", "b", "c" }.Select(ns => samples[ns].GpuPods?.Count));
    }

    [Fact]
    public async Task The_engine_shows_the_pods_that_have_any_series_of_it()
    {
        var server = StandInServer.Always(new VectorText().Pod("chat-1", model: "a").Pod("chat-2", age: 100, model: "b").ToString());
        var sample = await SampleAsync(server, Question("chat-1", "chat-2", "chat-3") with { AsksGpu = false, Model = "a" });
        Assert.Equal(["chat-1", "chat-2"], sample.EnginePods!.Order(StringComparer.Ordinal));
        Assert.Single(server.Queries);
        Assert.Null((await SampleAsync(server, Question("chat-1") with { Engine = "ingress-nginx" })).EnginePods);
        Assert.Null((await SampleAsync(server, Question("chat-1") with { Engine = "custom" })).EnginePods);
        Assert.Null((await SampleAsync(StandInServer.Always(HttpStatusCode.InternalServerError, ""), Question("chat-1"))).EnginePods);
    }

    [Fact]
    public async Task Pods_that_are_scraped_directly_are_those_that_answer_and_of_their_gpus_nothing_is_known()
    {
        using var pods = new PodsStandIn();
        pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3)).Answers("10.0.0.2:8000/metrics", () => PodsStandIn.Text("no", status: HttpStatusCode.NotFound));
        using var source = pods.Source();
        var question = Question() with { Pods = [new("chat-1", "10.0.0.1"), new("chat-2", "10.0.0.2")] };
        var sample = (await source.SampleAsync([question], default))["llm/chat"];
        Assert.Equal(["chat-1"], sample.EnginePods!);
        Assert.Null(sample.GpuPods);
    }

    private static MonitorQuestion Question(params string[] pods) => new("llm/chat", "llm", "chat", [.. pods.Select(p => new ReadyPod(p))], "vllm", []) { AsksGpu = true };

    private static StandInServer Answer(params (string Namespace, string Pod, double Age)[] shown)
    {
        var now = new ManualTime().GetUtcNow().ToUnixTimeSeconds();
        var series = shown.Select(s => FormattableString.Invariant(
            $"{{\"metric\":{{\"namespace\":\"{s.Namespace}\",\"pod\":\"{s.Pod}\"}},\"value\":[1767225600,\"{now - s.Age}\"]}}"));
        return new(query => StandInServer.Answer(HttpStatusCode.OK, IsPresence(query)
            ? $"{{\"status\":\"success\",\"data\":{{\"resultType\":\"vector\",\"result\":[{string.Join(',', series)}]}}}}"
            : StandInServer.Empty));
    }

    private static bool IsPresence(string query) => query.StartsWith("max by (namespace,pod) (label_replace(", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> QueriesAsync(IReadOnlyList<MonitorQuestion> questions)
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client();
        await new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance).SampleAsync(questions, default);
        return server.Queries;
    }

    private static async Task<MonitorSample> SampleAsync(StandInServer server, MonitorQuestion question)
    {
        using var client = server.Client();
        return (await new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance).SampleAsync([question], default))[question.Key];
    }
}
