using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Prometheus;

/// <summary>What is read from a real Prometheus. Each test waits for its condition; the deadline only bounds a failing one.</summary>
public sealed class RealPrometheusTests(ScrapedPods pods) : IClassFixture<ScrapedPods>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly IndicatorQuestion FirstToken = new("first-token", Indicator.TimeToFirstToken, 0.95);

    [Theory]
    [InlineData(0.95, "chat-0")]
    [InlineData(0.5, "chat-1")]
    [InlineData(0.5, "chat-0", "chat-1")]
    [InlineData(0.8, "chat-0", "chat-1")]
    [InlineData(0.99, "chat-0", "chat-1")]
    public async Task A_quantile_is_the_one_that_histogram_quantile_gives(double quantile, params string[] ready)
    {
        var theirs = FormattableString.Invariant(
            $"histogram_quantile({quantile}, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket{{namespace=\"team-a\",pod=~\"{string.Join('|', ready)}\"}}[5s])))");
        await EventuallyAsync("both give the same quantile", async () =>
        {
            var reading = (await SampleAsync("team-a", ready, objectives: FirstToken with { Quantile = quantile })).Objectives["first-token"];
            var value = Value(reading);
            Assert.Equal(1, reading.Coverage);
            Assert.Equal((await pods.Prometheus.NumberAsync(theirs))!.Value, value, 1e-6);
        });
    }

    [Fact]
    public async Task The_quantile_of_two_pods_is_the_one_computed_by_hand() => await EventuallyAsync("the quantile", async () =>
    {
        // Rates together: 1, 6, 10, 28, 30. Rank 0.6 * 30 = 18: 8 of the 18 between 1 s and 2.5 s.
        var sample = await SampleAsync("team-a", ["chat-0", "chat-1"], objectives: FirstToken with { Quantile = 0.6 });
        Assert.Equal(1 + (1.5 * 8 / 18), Value(sample.Objectives["first-token"]), 1e-6);
        Assert.Equal((8, 1), (Value(sample.Load.Running), Value(sample.Load.Waiting)));
        Assert.Equal(6, Value(sample.Load.Completed), 1e-6);
    });

    [Fact]
    public async Task Pods_of_the_same_name_in_two_namespaces_are_not_mixed_and_unready_pods_do_not_count() => await EventuallyAsync("both loads", async () =>
    {
        var source = Source(out var client);
        using (client)
        {
            var samples = await source.SampleAsync([Question("team-a", ["chat-0"]), Question("team-b", ["chat-0"])], default);
            Assert.Equal((3, 70), (Value(samples["team-a"].Load.Running), Value(samples["team-b"].Load.Running)));
        }
    });

    [Fact]
    public async Task A_sample_carries_its_own_time_and_not_that_of_the_query() => await EventuallyAsync("a fresh sample", async () =>
    {
        var before = TimeProvider.System.GetUtcNow();
        var reading = (await SampleAsync("team-a", ["chat-0"])).Load.Running;
        Assert.NotEqual(0, Value(reading));
        Assert.InRange(reading.SampleTime, before.AddSeconds(-10), before.AddMilliseconds(-1));
    });

    [Fact]
    public async Task Idle_pods_are_a_confirmed_zero() => await EventuallyAsync("zeros", async () =>
    {
        var sample = await SampleAsync("idle", ["chat-0"], objectives: [FirstToken, new("errors", Indicator.ErrorRatio, null)]);
        Reading[] readings = [.. sample.Objectives.Values, sample.Load.Running, sample.Load.Waiting, sample.Load.Completed];
        Assert.Equal(5, readings.Length);
        Assert.All(readings, r => Assert.Equal((null, ReadingKind.Zero), (r.Reason, r.Kind)));
    });

    [Fact]
    public async Task A_metric_that_a_pod_does_not_expose_is_no_zero() => await EventuallyAsync("no data beside a load", async () =>
    {
        var sample = await SampleAsync("bare", ["chat-0"], objectives: FirstToken);
        Assert.Equal(ReadingKind.Zero, sample.Load.Completed.Kind);
        Assert.Equal(UnknownReason.NoData, sample.Objectives["first-token"].Reason);
    });

    [Fact]
    public async Task A_namespace_without_series_has_no_data() =>
        Assert.Equal(UnknownReason.NoData, (await SampleAsync("nobody", ["chat-0"], objectives: FirstToken)).Load.Running.Reason);

    [Fact]
    public async Task Nan_is_invalid_and_spoils_nothing_else() => await EventuallyAsync("an invalid value", async () =>
    {
        var sample = await SampleAsync("nan", ["chat-0"], objectives: new IndicatorQuestion("kv", Indicator.KvCacheUse, null));
        Assert.Equal(UnknownReason.InvalidValue, sample.Objectives["kv"].Reason);
        Assert.Equal(1, Value(sample.Load.Running));
    });

    [Fact]
    public async Task An_old_sample_that_prometheus_still_answers_with_is_stale() => await EventuallyAsync("a stale reading", async () =>
    {
        Assert.Equal(1, await pods.Prometheus.NumberAsync("vllm:num_requests_running{namespace=\"late\"}"));
        Assert.Equal(UnknownReason.Stale, (await SampleAsync("late", ["chat-0"])).Load.Running.Reason);
    });

    [Fact]
    public async Task A_pod_that_stops_answering_has_no_data_although_its_rates_linger()
    {
        await EventuallyAsync("a load", async () => Assert.Equal(1, Value((await SampleAsync("gone", ["chat-0"])).Load.Completed), 0.5));
        pods.Break("gone", "chat-0");
        await EventuallyAsync("no data", async () =>
        {
            var lingering = pods.Prometheus.NumberAsync("sum(rate(vllm:request_success_total{namespace=\"gone\"}[5s]))");
            var load = (await SampleAsync("gone", ["chat-0"])).Load;
            Assert.Equal((UnknownReason.NoData, UnknownReason.NoData), (load.Running.Reason, load.Completed.Reason));
            Assert.True(await lingering > 0, "the rate lingers in the window");
        });
    }

    [Fact]
    public async Task A_pod_that_is_scraped_twice_is_ambiguous() => await EventuallyAsync("an ambiguous reading", async () =>
        Assert.Equal(UnknownReason.Ambiguous, (await SampleAsync("twice", ["chat-0"])).Load.Running.Reason));

    [Theory]
    [InlineData("a", 1)]
    [InlineData("b", 2)]
    [InlineData(null, 3)]
    public async Task Models_of_one_pod_are_told_apart(string? model, double expected) => await EventuallyAsync("the model's load", async () =>
        Assert.Equal(expected, Value((await SampleAsync("models", ["chat-0"], model)).Load.Running)));

    [Theory]
    [InlineData("new", 4, 0.5, 0.1)]
    [InlineData("old", 6, 0.25, 0.2)]
    public async Task Each_version_is_read_by_its_own_names(string pod, double waiting, double kv, double interToken) =>
        await EventuallyAsync("the version's values", async () =>
        {
            var sample = await SampleAsync("versions", [pod], null, new("kv", Indicator.KvCacheUse, null), new("itl", Indicator.InterTokenLatency, 0.5));
            Assert.Equal((waiting, kv), (Value(sample.Load.Waiting), Value(sample.Objectives["kv"])));
            Assert.Equal(interToken, Value(sample.Objectives["itl"]), 1e-6);
        });

    [Fact]
    public async Task Every_text_reaches_prometheus_as_it_was()
    {
        var random = new Random(3);
        using var client = Client();
        string[] pieces = ["\"", "\\", "\n", "\\n", "'", "`", "}", "{", ",", "|", ".*", "^", "(", "[", "ä", "漢", "😀", "\t", "\r", "\u0001", "a", " "];
        for (var i = 0; i < 300; i++)
        {
            var text = "x" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            string? back = null;
            await client.QueryAsync(
                $"label_replace(vector(1), \"text\", {PromQl.Quote(text)}, \"\", \"\") and on (text) label_replace(vector(1), \"text\", {PromQl.Quote(text)}, \"\", \"\")",
                1 << 20,
                s => back = s.Labels["text"],
                default);
            Assert.Equal(text, back);
        }
    }

    [Theory]
    [InlineData("sum(", UnknownReason.BadQuery)]
    [InlineData("1", UnknownReason.WrongType)]
    [InlineData("\"a\"", UnknownReason.WrongType)]
    [InlineData("up[10s]", UnknownReason.WrongType)]
    public async Task What_prometheus_refuses_or_answers_otherwise_is_told(string query, UnknownReason reason)
    {
        using var client = Client();
        var failure = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync(query, 1 << 20, _ => { }, default));
        Assert.Equal(reason, failure.Reason);
    }

    // Of 30 requests a second 10 are within 1 s and 28 within 2.5 s; of 6 that end none fails.
    [Theory]
    [InlineData("first-token", 10.0 / 30)]
    [InlineData("between", 19.0 / 30)]
    [InlineData("errors", 1)]
    public async Task Recording_rules_are_evaluated_and_record_the_events(string objective, double share) => await EventuallyAsync("events", async () =>
    {
        var series = $"{RecordingRules.Series}{{namespace=\"team-a\",monitor=\"chat\",objective=\"{objective}\",result=";
        var (good, total) = (await pods.Prometheus.NumberAsync(series + "\"good\"}"), await pods.Prometheus.NumberAsync(series + "\"total\"}"));
        Assert.True(total > 0.1, "enough samples for a rate");
        Assert.Equal(share, good!.Value / total.Value, 0.02);
        Assert.DoesNotContain("\"health\":\"err\"", await pods.Prometheus.GetAsync("/api/v1/rules"), StringComparison.Ordinal);
    });

    [Fact]
    public async Task Edges_that_were_read_make_the_rules() => await EventuallyAsync("rules of all objectives", async () =>
    {
        var source = Source(out var client);
        using (client)
        {
            await source.SampleAsync([ScrapedPods.Budgeted], default);
            Assert.Equal(ScrapedPods.Rules().Select(r => r.Expr), source.RecordingRulesOf(ScrapedPods.Budgeted).Select(r => r.Expr));
        }
    });

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        using var client = new PrometheusClient(new() { Name = "prod", Url = "http://127.0.0.1:1" }, TimeProvider.System);
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), TimeProvider.System, NullLogger.Instance);
        var load = (await source.SampleAsync([Question("team-a", ["chat-0"])], default))["team-a"].Load;
        Assert.Equal((UnknownReason.SourceUnreachable, "source prod cannot be reached: the connection failed"), (load.Running.Reason, load.Running.Detail));
    }

    private static double Value(Reading reading)
    {
        Assert.True(reading.TryGet(out var value), $"{reading.Reason}: {reading.Detail}");
        return value;
    }

    private static MonitorQuestion Question(string ns, string[] ready, string? model = null, params IndicatorQuestion[] objectives) =>
        new(ns, ns, "chat", [.. ready.Select(p => new ReadyPod(p, Started: TimeProvider.System.GetUtcNow()))], "vllm", objectives, model);

    private PrometheusClient Client() => new(
        new()
        {
            Name = "prod",
            Url = pods.Prometheus.Url,
            ScrapeInterval = TimeSpan.FromSeconds(1),
            Window = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromSeconds(30),
        },
        TimeProvider.System);

    private PrometheusSource Source(out PrometheusClient client) =>
        new(client = Client(), EngineCatalog.LoadEmbedded(), TimeProvider.System, NullLogger.Instance);

    private async Task<MonitorSample> SampleAsync(string ns, string[] ready, string? model = null, params IndicatorQuestion[] objectives)
    {
        var source = Source(out var client);
        using (client) return (await source.SampleAsync([Question(ns, ready, model, objectives)], default))[ns];
    }

    private static Task EventuallyAsync(string what, Func<Task> holds) => Eventually.TrueAsync(
        what,
        async () =>
        {
            await holds();
            return true;
        },
        Deadline);
}
