using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>The source that scrapes pods; beside a real Prometheus that scrapes the same it stands in tests/Integration/Pods.</summary>
public sealed class PodsSourceTests : IDisposable
{
    private static readonly IndicatorQuestion FirstToken = new("first-token", Indicator.TimeToFirstToken, 0.5);

    private readonly PodsStandIn _pods = new();

    public void Dispose() => _pods.Dispose();

    [Fact]
    public async Task The_first_round_gives_gauges_with_the_time_of_the_scrape()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3, waiting: 1)).Exposes("10.0.0.2:8000/metrics", PodsStandIn.Vllm(running: 4));
        var sample = await Sample(Question(2, new IndicatorQuestion("kv", Indicator.KvCacheUse)));
        Assert.Equal((7, _pods.Time.GetUtcNow()), (Value(sample.Load.Running), sample.Load.Running.SampleTime));
        Assert.Equal(1, Value(sample.Load.Waiting));
        Assert.Equal(0.25, Value(sample.Objectives["kv"]));
        Assert.Equal("vllm", sample.Engine);
    }

    [Fact]
    public async Task Rates_and_quantiles_come_with_the_window_and_not_before()
    {
        var round = 0;
        _pods.Exposes("10.0.0.1:8000/metrics", () => PodsStandIn.Vllm(completed: 1000 + (30 * round), withinOneSecond: 100 + (15 * round), requests: 200 + (30 * round)));
        using var source = _pods.Source();
        for (; round < 6; round++)
        {
            var sample = (await source.SampleAsync([Question(1, FirstToken)], default))["llm/chat"];
            var (completed, quantile) = (sample.Load.Completed, sample.Objectives["first-token"]);
            if (round < 2)
            {
                Assert.Equal((UnknownReason.Warmup, UnknownReason.Warmup), (completed.Reason, quantile.Reason));
            }
            else
            {
                // Three samples cover 30 s, and half a distance more is taken for covered, as in PromQL.
                Assert.Equal(round == 2 ? 60 * 37.5 / 30 / 60 : 2, Value(completed), 1e-9);
                Assert.Equal(1, Value(quantile), 1e-9);
            }

            _pods.Time.Advance(TimeSpan.FromSeconds(15));
        }
    }

    [Fact]
    public async Task A_pod_that_just_started_has_rates_as_soon_as_it_has_two_samples()
    {
        var round = 0;
        _pods.Exposes("10.0.0.1:8000/metrics", () => PodsStandIn.Vllm(completed: 1000 + (30 * round)));
        using var source = _pods.Source();
        var question = Question(1) with { Pods = [new("chat-1", "10.0.0.1", _pods.Time.GetUtcNow())] };
        Assert.Equal(UnknownReason.Collecting, (await source.SampleAsync([question], default))["llm/chat"].Load.Completed.Reason);
        _pods.Time.Advance(TimeSpan.FromSeconds(15));
        round = 1;
        Assert.NotEqual(0, Value((await source.SampleAsync([question], default))["llm/chat"].Load.Completed));
    }

    [Fact]
    public async Task Rounds_for_new_monitors_between_do_not_break_the_rates()
    {
        var start = _pods.Time.GetUtcNow();
        _pods.Exposes("10.0.0.1:8000/metrics", () => PodsStandIn.Vllm(completed: 1000 + (2 * (_pods.Time.GetUtcNow() - start).TotalSeconds)));
        using var source = _pods.Source();
        MonitorSample? sample = null;
        for (var second = 0; second <= 90; second++)
        {
            if (second % 15 == 0) sample = (await source.SampleAsync([Question(1)], default))["llm/chat"];
            else await source.SampleAsync([Question(1) with { Key = $"llm/new-{second}" }], default);
            if (second % 15 == 0 && second >= 60) Assert.Equal(2, Value(sample!.Load.Completed), 1e-9);
            _pods.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // Each 12 s at most, however many ask between.
        Assert.Equal(8, _pods.Asked.Count);
    }

    [Fact]
    public async Task What_a_new_monitor_wants_besides_is_scraped_at_once()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(requests: 10));
        using var source = _pods.Source();
        await source.SampleAsync([Question(1)], default);
        _pods.Time.Advance(TimeSpan.FromSeconds(1));
        var sample = (await source.SampleAsync([Question(1, new IndicatorQuestion("kv", Indicator.KvCacheUse))], default))["llm/chat"];
        Assert.Equal(0.25, Value(sample.Objectives["kv"]));
    }

    [Fact]
    public async Task A_failing_pod_gives_its_own_reason_and_harms_no_other()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3)).Exposes("10.0.0.2:8000/metrics", "<html>");
        var samples = await _pods.Source().SampleAsync(
            [Question(2), Of("llm/good", "10.0.0.1"), Of("llm/bad", "10.0.0.2"), Of("llm/none", "10.0.0.3"), Of("llm/local", "127.0.0.1") with { Model = "llama" }], default);
        Assert.Equal((3, 0.5), (Value(samples["llm/chat"].Load.Running), samples["llm/chat"].Load.Running.Coverage));
        Assert.Equal(3, Value(samples["llm/good"].Load.Running));
        AssertUnknown(UnknownReason.WrongType, "port 8000 answers no valid metrics: line 1: a metric's name is expected", samples["llm/bad"]);
        AssertUnknown(UnknownReason.SourceUnreachable, "port 8000 refuses the connection", samples["llm/none"]);
        AssertUnknown(UnknownReason.SourceRefused, "has an IP address that is not scraped: this machine", samples["llm/local"]);
    }

    [Fact]
    public async Task A_pod_that_stops_answering_has_no_values_although_its_rates_linger()
    {
        var round = 0;
        _pods.Exposes("10.0.0.1:8000/metrics", () => round == 4 ? "oops" : PodsStandIn.Vllm(running: 3, completed: 30 * round));
        using var source = _pods.Source();
        MonitorSample? sample = null;
        for (; round < 5; round++)
        {
            sample = (await source.SampleAsync([Question(1)], default))["llm/chat"];
            _pods.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal((UnknownReason.WrongType, UnknownReason.WrongType), (sample!.Load.Running.Reason, sample.Load.Completed.Reason));
    }

    [Fact]
    public async Task Half_an_answer_does_not_count()
    {
        var body = PodsStandIn.Vllm(running: 1);
        _pods.Exposes("10.0.0.1:8000/metrics", () => body);
        using var source = _pods.Source();
        await source.SampleAsync([Question(1)], default);
        _pods.Time.Advance(TimeSpan.FromSeconds(15));
        body = PodsStandIn.Vllm(running: 99) + "and then it broke";
        await source.SampleAsync([Question(1)], default);
        _pods.Time.Advance(TimeSpan.FromSeconds(15));
        body = PodsStandIn.Vllm(running: 2);
        Assert.Equal(2, Value((await source.SampleAsync([Question(1)], default))["llm/chat"].Load.Running));
    }

    [Fact]
    public async Task Pods_that_hang_end_the_round_at_their_deadline()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3)).Hangs("10.0.0.2:8000/metrics");
        using var source = _pods.Source();
        await source.SampleAsync([Question(1)], default);
        _pods.Time.Advance(TimeSpan.FromSeconds(1));
        var round = source.SampleAsync([Question(1), Of("llm/hangs", "10.0.0.2")], default);
        // The deadline of the round and that of the pod; the other was scraped just now.
        await _pods.Time.WaitForTimersAsync(2, TestContext.Current.CancellationToken);
        _pods.Time.Advance(TimeSpan.FromSeconds(5));
        var samples = await round;
        Assert.Equal(3, Value(samples["llm/chat"].Load.Running));
        AssertUnknown(UnknownReason.SourceUnreachable, "port 8000 gave no complete answer within 5 s", samples["llm/hangs"]);
    }

    [Fact]
    public async Task Hundreds_of_pods_that_hang_end_the_round_and_do_not_keep_the_others_waiting_again()
    {
        const int Hanging = 200;
        for (var i = 0; i < Hanging; i++) _pods.Hangs($"10.0.2.{i}:8000/metrics");
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3));
        using var source = _pods.Source();
        MonitorQuestion[] questions = [.. Enumerable.Range(0, Hanging).Select(i => Of($"llm/{i}", $"10.0.2.{i}")), Question(1)];

        var first = await RoundAsync(ScrapeRound.MaxParallel, 2 * ScrapeRound.MaxParallel);
        AssertUnknown(UnknownReason.SourceUnreachable, "was not scraped: too many pods answer slowly", first["llm/chat"]);
        // The ones that were not asked come first now.
        var second = await RoundAsync(ScrapeRound.MaxParallel, 2 * ScrapeRound.MaxParallel + 1);
        Assert.Equal(3, Value(second["llm/chat"].Load.Running));

        async Task<IReadOnlyDictionary<string, MonitorSample>> RoundAsync(params int[] asked)
        {
            _pods.Asked.Clear();
            var round = source.SampleAsync(questions, default);
            foreach (var count in asked)
            {
                await Eventually.TrueAsync($"{count} pods are asked", () => Task.FromResult(_pods.AskedCount == count), TimeSpan.FromSeconds(30));
                _pods.Time.Advance(TimeSpan.FromSeconds(5));
            }

            var samples = await round;
            _pods.Time.Advance(TimeSpan.FromSeconds(5));
            return samples;
        }
    }

    [Fact]
    public async Task Pods_that_are_gone_are_forgotten_and_a_new_one_of_the_name_begins_anew()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(completed: 5)).Exposes("10.0.0.2:8000/metrics", PodsStandIn.Vllm(completed: 1000));
        using var source = _pods.Source();
        for (var round = 0; round < 5; round++)
        {
            await source.SampleAsync([Of("llm/chat", "10.0.0.1")], default);
            _pods.Time.Advance(TimeSpan.FromSeconds(15));
        }

        var sample = (await source.SampleAsync([Of("llm/chat", "10.0.0.2")], default))["llm/chat"];
        Assert.Equal((UnknownReason.Warmup, 2), (sample.Load.Completed.Reason, source.RememberedPods));
        _pods.Time.Advance(TimeSpan.FromSeconds(61));
        await source.SampleAsync([], default);
        Assert.Equal(0, source.RememberedPods);
    }

    [Fact]
    public async Task Port_and_path_are_the_specs_before_the_presets()
    {
        _pods.Exposes("10.0.0.1:9000/own?x=1", PodsStandIn.Vllm(running: 3));
        Assert.Equal(3, Value((await Sample(Question(1) with { Port = 9000, Path = "/own?x=1" })).Load.Running));
    }

    [Fact]
    public async Task An_address_of_version_6_is_one()
    {
        _pods.Exposes("[fd00::7]:8000/metrics", PodsStandIn.Vllm(running: 3));
        Assert.Equal(3, Value((await Sample(Of("llm/chat", "fd00::7"))).Load.Running));
    }

    [Fact]
    public async Task Only_series_of_the_asked_model_count()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3, model: "a") + PodsStandIn.Vllm(running: 4, model: "b"));
        var samples = await _pods.Source().SampleAsync(
            [Question(1) with { Key = "a", Model = "a" }, Question(1) with { Key = "b", Model = "b" }, Question(1) with { Key = "all" }], default);
        Assert.Equal((3, 4, 7), (Value(samples["a"].Load.Running), Value(samples["b"].Load.Running), Value(samples["all"].Load.Running)));
    }

    [Fact]
    public async Task The_engine_is_found_by_what_a_pod_exposes_where_engines_do()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3));
        var sample = await Sample(Question(1) with { Engine = null });
        Assert.Equal(("vllm", 3), (sample.Engine, Value(sample.Load.Running)));
    }

    [Fact]
    public async Task An_engine_that_is_not_found_is_said_with_what_the_pod_answered()
    {
        var reading = (await Sample(Question(1) with { Engine = null })).Load.Running;
        Assert.Equal(UnknownReason.EngineNotDetected, reading.Reason);
        Assert.StartsWith("chat-1: port 8000 refuses the connection; ", reading.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_and_tokens_are_told_as_a_Prometheus_would_tell_them()
    {
        var round = 0;
        _pods.Exposes("10.0.0.1:8000/metrics", () => PodsStandIn.Vllm(withinOneSecond: 100 + (15 * round), requests: 200 + (30 * round)) + Tokens(30 * round));
        using var source = _pods.Source();
        var sample = await RoundsAsync(source, Question(1, FirstToken with { Bound = 1 }), () => round++, 6);
        Assert.Equal(1, sample.Rates["first-token"].Good, 1e-9);
        Assert.Equal(2, sample.Rates["first-token"].Total, 1e-9);
        Assert.Equal(2, Value(sample.Load.OutputTokens), 1e-9);
        Assert.Equal(0.05, Value(sample.Load.InterToken), 1e-9);
    }

    [Fact]
    public async Task Events_of_a_budget_are_counted_from_the_start_and_nothing_is_said_of_before()
    {
        var round = 0;
        _pods.Exposes("10.0.0.1:8000/metrics", () => PodsStandIn.Vllm(withinOneSecond: 100 + (15 * round), requests: 200 + (30 * round)));
        using var source = _pods.Source();
        var question = Question(1, FirstToken with { Bound = 1, BudgetWindow = TimeSpan.FromDays(30) });
        // The window fills in the first four rounds; twenty more are 300 s.
        await RoundsAsync(source, question, () => round++, 4);
        var before = (await RoundsAsync(source, question, () => round++, 1)).Events!["first-token"].Windows[TimeSpan.FromHours(1)];
        var events = (await RoundsAsync(source, question, () => round++, 20)).Events!["first-token"];
        var hour = events.Windows[TimeSpan.FromHours(1)];
        Assert.Equal((300.0, 600.0), (Math.Round(hour.Good - before.Good, 3), Math.Round(hour.Total - before.Total, 3)));
        Assert.InRange(hour.Covered, 300.0 / 3600, 375.0 / 3600);
        Assert.Contains("remembers none of before", events.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_waits_at_a_gateway_pods_do_not_tell(int pods)
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3));
        var queued = (await Sample(Question(pods, new IndicatorQuestion(IndicatorQuestion.WakeQuery, Indicator.Custom, Custom: new("sum(queue{$selector})", null))))).Load.Queued;
        Assert.Equal(UnknownReason.Unsupported, queued.Reason);
        Assert.Contains("Prometheus", queued.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_pods_do_not_tell_is_unsupported_and_says_what_works()
    {
        _pods.Exposes("10.0.0.1:8000/metrics", PodsStandIn.Vllm(running: 3));
        IndicatorQuestion[] asked =
        [
            new("gpu", Indicator.GpuTemperature), new("gpu-memory", Indicator.GpuMemoryUse), new("cpu", Indicator.CpuUse), new("accuracy", Indicator.Accuracy),
            new("drift", Indicator.DriftPsi), new("own", Indicator.Custom, Custom: new("1", null)),
        ];
        var sample = await Sample(Question(1, asked));
        Assert.All(asked, o =>
        {
            var reading = sample.Objectives[o.Objective];
            Assert.Equal(UnknownReason.Unsupported, reading.Reason);
            Assert.Contains("Prometheus", reading.Detail, StringComparison.Ordinal);
        });
        Assert.Equal(3, Value(sample.Load.Running));
    }

    [Fact]
    public async Task Questions_that_cannot_be_asked_are_answered_with_why()
    {
        var samples = await _pods.Source().SampleAsync(
            [Question(0) with { Key = "none" }, Question(1) with { Key = "engine", Engine = "nonsense" }], default);
        Assert.Equal(UnknownReason.NoReadyPods, samples["none"].Load.Running.Reason);
        Assert.Equal(UnknownReason.Unsupported, samples["engine"].Load.Running.Reason);
        Assert.Empty(_pods.Asked);
    }

    [Fact]
    public async Task A_pod_with_too_many_series_is_refused()
    {
        var lines = Enumerable.Range(0, PodHistory.MaxSeries + 1).Select(i => $"vllm:num_requests_running{{model_name=\"{i}\"}} 1\n");
        _pods.Exposes("10.0.0.1:8000/metrics", string.Concat(lines));
        AssertUnknown(UnknownReason.Ambiguous, "port 8000 exposes more than 4000 series of the engine's metrics", await Sample(Question(1)));
    }

    private static MonitorQuestion Of(string key, string ip) => new(key, "llm", "chat", [new(key.Replace('/', '-') + ip, ip)], "vllm", []);

    private static MonitorQuestion Question(int pods, params IndicatorQuestion[] objectives) => new(
        "llm/chat", "llm", "chat", [.. Enumerable.Range(1, pods).Select(i => new ReadyPod($"chat-{i}", $"10.0.0.{i}"))], "vllm", objectives);

    private async Task<MonitorSample> Sample(MonitorQuestion question)
    {
        using var source = _pods.Source();
        return (await source.SampleAsync([question], default))[question.Key];
    }

    private static string Tokens(int count) => FormattableString.Invariant(
        $"vllm:generation_tokens_total{{model_name=\"llama\"}} {count}\nvllm:inter_token_latency_seconds_sum{{model_name=\"llama\"}} {count * 0.05}\nvllm:inter_token_latency_seconds_count{{model_name=\"llama\"}} {count}\n");

    private async Task<MonitorSample> RoundsAsync(PodsSource source, MonitorQuestion question, Action next, int rounds)
    {
        MonitorSample? sample = null;
        for (var i = 0; i < rounds; i++)
        {
            sample = (await source.SampleAsync([question], default))[question.Key];
            next();
            _pods.Time.Advance(TimeSpan.FromSeconds(15));
        }

        return sample!;
    }

    private static double Value(Reading reading)
    {
        Assert.True(reading.TryGet(out var value), $"{reading.Reason}: {reading.Detail}");
        return value;
    }

    private static void AssertUnknown(UnknownReason reason, string detail, MonitorSample sample)
    {
        Assert.Equal(reason, sample.Load.Running.Reason);
        Assert.EndsWith(": " + detail, sample.Load.Running.Detail, StringComparison.Ordinal);
    }
}
