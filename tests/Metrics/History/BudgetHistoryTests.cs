using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.History;

public sealed class BudgetHistoryTests : IDisposable
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly IndicatorQuestion FirstToken = new("first-token", Indicator.TimeToFirstToken, 0.95, 1, BudgetWindow: Month);
    private static readonly IndicatorQuestion Errors = new("errors", Indicator.ErrorRatio, null, 0.01, BudgetWindow: Month);

    private readonly ManualTime _time = new();
    private readonly PastServer _past = new();
    private readonly PrometheusClient _client;
    private readonly PrometheusSource _source;

    public BudgetHistoryTests()
    {
        _client = _past.Server.Client(_time);
        _source = new(_client, EngineCatalog.LoadEmbedded(), _time, NullLogger.Instance);
        _past.Live = Live;
        _past.LiveBuckets = () => new VectorText().Buckets("time-to-first-token", "chat-1", "llm", "llama", ("0.5", 8), ("1.0", 9), ("2.5", 9.8), ("+Inf", 10));
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Requests_within_the_bound_are_counted_by_rate_and_time()
    {
        _past.Instead = NoPast;
        // 10 per second, 8 up to 0.5 s, 9.5 up to 1.5 s: 8.75 up to 1 s.
        _past.LiveBuckets = () => new VectorText().Buckets("time-to-first-token", "chat-1", "llm", "llama", ("0.5", 8), ("1.5", 9.5), ("+Inf", 10));
        await TickAsync(FirstToken);
        for (var i = 0; i < 40; i++) await TickAsync(15, FirstToken);
        AssertCount(8.75 * 600, 6000, 1.0 / 6, (await TickAsync(0, FirstToken))[Hour]);
    }

    [Fact]
    public async Task Without_a_budget_nothing_is_counted_and_nothing_more_is_asked()
    {
        Assert.Null((await SampleAsync([FirstToken with { BudgetWindow = null }])).Events);
        await _source.FillingOfHistory;
        Assert.Empty(_past.Ranges);
    }

    [Fact]
    public async Task Failed_and_refused_requests_are_bad_and_availability_counts_the_same()
    {
        _past.Instead = NoPast;
        _past.Live = () => Pod(completed: 9).Add("errors", "chat-1", 0.5).Add("rejected", "chat-1", 1);
        var availability = new IndicatorQuestion("up", Indicator.Availability, null, 0.99, IsUpperBound: false, BudgetWindow: Month);
        await SampleAsync([Errors, availability]);
        _time.Advance(TimeSpan.FromSeconds(10));
        var events = (await SampleAsync([Errors, availability])).Events!;
        AssertCount(85, 100, 10.0 / 3600, events["errors"].Windows[Hour]);
        AssertCount(85, 100, 10.0 / 3600, events["up"].Windows[Hour]);
    }

    [Theory]
    [InlineData(0.5, 0.6, true, 1)]
    [InlineData(0.6, 0.6, true, 1)]
    [InlineData(0.7, 0.6, true, 0)]
    [InlineData(0.5, 0.6, false, 0)]
    [InlineData(0.6, 0.6, false, 1)]
    public async Task Gauges_count_judged_intervals(double value, double bound, bool isUpper, double good)
    {
        _past.Live = () => Pod().Add("kv-cache-use", "chat-1", value);
        var cache = new IndicatorQuestion("cache", Indicator.KvCacheUse, null, bound, IsUpperBound: isUpper, BudgetWindow: Month);
        await TickAsync(cache);
        var count = await TickAsync(15, cache);
        AssertCount(good, 1, 15.0 / 3600, count[Hour]);
        await _source.FillingOfHistory;
        Assert.Empty(_past.Ranges);
    }

    [Fact]
    public async Task What_is_unknown_adds_nothing_and_leaves_a_gap()
    {
        _past.Instead = NoPast;
        await TickAsync(Errors);
        await TickAsync(15, Errors);
        _past.Live = () => new VectorText();
        for (var i = 0; i < 20; i++) await TickAsync(15, Errors);
        _past.Live = Live;
        AssertCount(2 * 15 * 9, 2 * 15 * 10, 30.0 / 3600, (await TickAsync(15, Errors))[Hour]);
    }

    [Fact]
    public async Task A_pause_of_the_operator_is_known_no_further_than_the_window_of_rates()
    {
        _past.Instead = NoPast;
        await TickAsync(Errors);
        AssertCount(60 * 9, 60 * 10, 60.0 / 3600, (await TickAsync(600, Errors))[Hour]);
    }

    [Fact]
    public async Task The_past_is_read_by_three_queries_beside_the_first_and_is_all_there()
    {
        var detail = (await SampleAsync([FirstToken])).Events!["first-token"].Detail;
        Assert.Equal("events of the past are still to be read", detail);
        var events = await FillAsync(FirstToken);
        Assert.Null(events.Detail);
        foreach (var (length, seconds) in new[] { (TimeSpan.FromMinutes(5), 300.0), (Hour, 3600), (TimeSpan.FromHours(6), 21_600), (TimeSpan.FromDays(3), 259_200), (Month, 2_592_000) })
            AssertCount(9 * seconds, 10 * seconds, 1, events.Windows[length], 0.005);
        Assert.Equal(
            [(TimeSpan.FromMinutes(5), 8640), (TimeSpan.FromMinutes(1), 60), (TimeSpan.FromMinutes(5), 72), (TimeSpan.FromHours(6), 120)],
            _past.Ranges.Take(1).Concat(_past.Ranges.Skip(1).OrderBy(r => r.Step)).Select(r => (r.Step, (int)((r.End - r.Start) / r.Step) + 1)));
        Assert.All(_past.Ranges, r => Assert.Equal(new ManualTime().GetUtcNow(), r.End));
        Assert.All(_past.Ranges.Skip(1), r => Assert.Contains("pod=~\"chat-.+\",le=~\"", r.Query, StringComparison.Ordinal));
        for (var i = 0; i < 20; i++) await TickAsync(15, FirstToken);
        Assert.Equal(4, _past.Ranges.Count);
    }

    [Fact]
    public async Task Between_edges_the_past_is_interpolated_from_both_neighbours()
    {
        var asked = FirstToken with { Bound = 1.75 };
        await SampleAsync([asked]);
        var events = await FillAsync(asked);
        // Half way from 1 s (9 of 10) to 2.5 s (9.8 of 10).
        AssertCount(9.4 * 2_592_000, 10 * 2_592_000, 1, events.Windows[Month], 0.005);
        Assert.Contains("le=~\"+Inf|1.0|2.5\"".Replace("+", @"\\+", StringComparison.Ordinal).Replace(".", @"\\.", StringComparison.Ordinal), _past.Ranges[1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_and_refused_requests_of_the_past_are_bad()
    {
        await SampleAsync([Errors]);
        // 9.5 completed and 0.5 refused each second, 0.5 failed.
        AssertCount(9 * 2_592_000, 10 * 2_592_000, 1, (await FillAsync(Errors)).Windows[Month], 0.005);
    }

    [Fact]
    public async Task A_gap_of_the_past_is_a_gap()
    {
        _past.GapFrom = _time.GetUtcNow().AddDays(-20);
        _past.GapUntil = _time.GetUtcNow().AddDays(-5);
        await SampleAsync([FirstToken]);
        AssertCount(9 * 1_296_000, 10 * 1_296_000, 0.5, (await FillAsync(FirstToken)).Windows[Month], 0.01);
    }

    [Fact]
    public async Task What_rules_recorded_is_read_in_place_of_raw_series()
    {
        _past.RecordedSince = DateTimeOffset.MinValue;
        await SampleAsync([FirstToken]);
        var events = await FillAsync(FirstToken);
        foreach (var (length, seconds) in new[] { (TimeSpan.FromMinutes(5), 300.0), (Hour, 3600), (TimeSpan.FromHours(6), 21_600), (Month, 2_592_000) })
            AssertCount(9 * seconds, 10 * seconds, 1, events.Windows[length], 0.005);
        Assert.Single(_past.Ranges);
    }

    [Fact]
    public async Task What_was_before_the_rules_is_read_from_raw_series()
    {
        _past.RecordedSince = _time.GetUtcNow().AddDays(-10);
        await SampleAsync([FirstToken]);
        var events = await FillAsync(FirstToken);
        AssertCount(9 * 2_592_000, 10 * 2_592_000, 1, events.Windows[Month], 0.005);
        Assert.Equal(2, _past.Ranges.Count);
        Assert.Equal((_time.GetUtcNow().AddDays(-10), TimeSpan.FromHours(6)), (_past.Ranges[1].End, _past.Ranges[1].Step));
    }

    [Fact]
    public async Task Rules_that_are_no_longer_evaluated_are_not_used()
    {
        (_past.RecordedSince, _past.RecordedUntil) = (DateTimeOffset.MinValue, _time.GetUtcNow().AddDays(-1));
        await SampleAsync([FirstToken]);
        AssertCount(9 * 2_592_000, 10 * 2_592_000, 1, (await FillAsync(FirstToken)).Windows[Month], 0.005);
        Assert.Equal(4, _past.Ranges.Count);
    }

    [Fact]
    public async Task What_was_counted_while_the_past_was_read_is_there_once()
    {
        _past.Instead = NoPast;
        await TickAsync(FirstToken);
        for (var i = 0; i < 40; i++) await TickAsync(15, FirstToken);
        _past.Instead = _ => null;
        _time.Advance(TimeSpan.FromHours(2));
        await SampleAsync([FirstToken]);
        var events = await FillAsync(FirstToken);
        // Ten minutes and the last of two hours were seen; the rest of the two hours is a gap.
        var (known, whole) = (Month.TotalSeconds - 7200 + 60, Month.TotalSeconds);
        AssertCount(9 * known, 10 * known, known / whole, events.Windows[Month], 0.005);
        Assert.Equal(_past.Ranges[0].End, _past.Ranges[^1].End);
        known = TimeSpan.FromHours(4).TotalSeconds + 60;
        AssertCount(9 * known, 10 * known, known / 21_600, events.Windows[TimeSpan.FromHours(6)], 0.005);
    }

    [Fact]
    public async Task A_failure_is_tried_again_after_pauses_that_grow_and_says_so()
    {
        _past.Instead = NoPast;
        await TickAsync(FirstToken);
        await _source.FillingOfHistory;
        var tries = new List<double>();
        for (var second = 0; second < 3 * 3600; second += 15)
        {
            var before = _past.Ranges.Count;
            var count = await SampleAsync([FirstToken]);
            await _source.FillingOfHistory;
            if (second > 0) Assert.Equal("events of the past are not known yet: source prod answered 422 with: no", count.Events!["first-token"].Detail);
            if (_past.Ranges.Count > before) tries.Add(second);
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal([60, 180, 420, 900, 1860, 3780, 7380], tries);
        _past.Instead = _ => null;
        _time.Advance(Hour);
        await SampleAsync([FirstToken]);
        Assert.Null((await FillAsync(FirstToken)).Detail);
    }

    [Fact]
    public async Task A_start_with_a_thousand_monitors_asks_for_a_few_histories_a_tick_and_two_at_a_time()
    {
        var (now, most, gate) = (0, 0, new Lock());
        _past.Instead = q =>
        {
            if (!q.Contains("_over_time(objective", StringComparison.Ordinal)) return null;
            lock (gate) most = Math.Max(most, ++now);
            Thread.Yield();
            lock (gate) now--;
            return null;
        };
        _past.RecordedSince = DateTimeOffset.MinValue;
        var questions = Enumerable.Range(0, 1000).Select(i => Question($"llm/chat-{i}", Errors with { BudgetWindow = TimeSpan.FromDays(1) })).ToList();
        for (var tick = 0; tick < 63; tick++)
        {
            await _source.SampleAsync(questions, default);
            await _source.FillingOfHistory;
            Assert.Equal(Math.Min(1000, (tick + 1) * HistoryLimits.MaxFillsPerTick), _past.Ranges.Count);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(most, 1, HistoryLimits.MaxParallelQueries);
        var samples = await _source.SampleAsync(questions, default);
        Assert.All(samples.Values, s => Assert.Equal(1, s.Events!["errors"].Windows[TimeSpan.FromDays(1)].Covered, 0.01));
    }

    [Fact]
    public async Task A_clock_that_jumps_back_before_the_past_is_read_does_no_harm()
    {
        _past.Instead = NoPast;
        _time.Advance(TimeSpan.FromDays(400));
        var ahead = new ShiftedTime(_time, TimeSpan.FromDays(400));
        var source = new PrometheusSource(_client, EngineCatalog.LoadEmbedded(), ahead, NullLogger.Instance);
        await source.SampleAsync([Question("llm/chat", Errors)], default);
        await source.FillingOfHistory;
        ahead.Shift = TimeSpan.Zero;
        _past.Instead = _ => null;
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await source.SampleAsync([Question("llm/chat", Errors)], default);
            await source.FillingOfHistory;
        }

        Assert.All(_past.Ranges, r => Assert.InRange((r.End - r.Start) / r.Step, 0, QueryRange.MaxPoints - 1));
        var events = (await source.SampleAsync([Question("llm/chat", Errors)], default))["llm/chat"].Events!["errors"];
        AssertCount(9 * 300, 10 * 300, 1, events.Windows[TimeSpan.FromMinutes(5)]);
    }

    [Fact]
    public async Task A_tick_does_not_wait_for_the_past()
    {
        using var release = new ManualResetEventSlim();
        _past.Instead = q =>
        {
            if (q.Contains("objective:", StringComparison.Ordinal)) release.Wait(TimeSpan.FromSeconds(30));
            return null;
        };
        await SampleAsync([Errors]);
        Assert.False(_source.FillingOfHistory.IsCompleted);
        Assert.Equal(ReadingKind.Value, (await SampleAsync([Errors])).Objectives["errors"].Kind);
        release.Set();
        await _source.FillingOfHistory;
        // And one reading of the past at a time.
        Assert.Single(_past.Ranges);
    }

    [Fact]
    public async Task The_fifth_objective_with_a_budget_is_refused_with_a_reason()
    {
        var asked = Enumerable.Range(1, 5).Select(i => Errors with { Objective = $"e{i}" }).ToArray();
        var events = (await SampleAsync(asked)).Events!;
        Assert.All(asked[..4], a => Assert.NotEmpty(events[a.Objective].Windows));
        Assert.Equal((0, "only the first 4 objectives with a budget are counted: leave out budgets that nobody looks at"), (events["e5"].Windows.Count, events["e5"].Detail));
    }

    [Theory]
    [InlineData(23.9, 0.01, "a budget's window is 1 to 90 days")]
    [InlineData(2161, 0.01, "a budget's window is 1 to 90 days")]
    [InlineData(24, null, "without a bound there are no good events")]
    public async Task What_cannot_be_counted_says_why(double hours, double? bound, string why)
    {
        var events = (await SampleAsync([Errors with { BudgetWindow = TimeSpan.FromHours(hours), Bound = bound }])).Events!["errors"];
        Assert.Equal((0, why), (events.Windows.Count, events.Detail));
    }

    [Fact]
    public async Task Another_bound_or_target_begins_anew_and_an_objective_that_is_gone_is_forgotten()
    {
        _past.Instead = NoPast;
        await TickAsync(Errors);
        await TickAsync(15, Errors);
        Assert.Equal(0, (await TickAsync(15, Errors with { BudgetWindow = TimeSpan.FromDays(7) }))[Hour].Total);
        Assert.Equal(0, (await TickAsync(15, Errors))[Hour].Total);
        Assert.NotEqual(0, (await TickAsync(15, Errors))[Hour].Total);
        var other = await _source.SampleAsync([Question("llm/chat", Errors) with { Model = "llama" }], default);
        Assert.Equal(0, other["llm/chat"].Events!["errors"].Windows[Hour].Total);
    }

    [Fact]
    public async Task A_monitor_without_ready_pods_is_kept_and_one_that_is_not_asked_about_for_an_hour_is_forgotten()
    {
        _past.Instead = NoPast;
        await TickAsync(Errors);
        await TickAsync(15, Errors);
        for (var i = 0; i < 8; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(30));
            await _source.SampleAsync([Question("llm/chat", Errors) with { Pods = [] }], default);
        }

        Assert.Equal(150, (await TickAsync(0, Errors))[TimeSpan.FromHours(6)].Total, 3);
        _time.Advance(Hour + TimeSpan.FromSeconds(1));
        await _source.SampleAsync([], default);
        Assert.Equal(0, (await TickAsync(0, Errors))[TimeSpan.FromHours(6)].Total);
    }

    [Fact]
    public async Task Only_windows_up_to_the_budget_s_are_told()
    {
        var windows = (await SampleAsync([Errors with { BudgetWindow = TimeSpan.FromDays(1) }])).Events!["errors"].Windows;
        Assert.Equal([5, 30, 60, 120, 360, 1440], windows.Keys.Select(k => (int)k.TotalMinutes).Order());
    }

    private static HttpResponseMessage? NoPast(string query) =>
        query.Contains("objective:", StringComparison.Ordinal) ? StandInServer.Answer((HttpStatusCode)422, "no") : null;

    private VectorText Pod(double completed = 9.5) =>
        new VectorText().Pod("chat-1", completed: completed, age: 5 - (_time.GetUtcNow() - new ManualTime().GetUtcNow()).TotalSeconds);

    private VectorText Live() => Pod().Add("errors", "chat-1", 0.5).Add("rejected", "chat-1", 0.5);

    private static MonitorQuestion Question(string key, params IndicatorQuestion[] objectives) =>
        new(key, "llm", "chat", [new ReadyPod("chat-1")], "vllm", objectives);

    private async Task<MonitorSample> SampleAsync(IndicatorQuestion[] objectives) =>
        (await _source.SampleAsync([Question("llm/chat", objectives)], default))["llm/chat"];

    private Task<IReadOnlyDictionary<TimeSpan, EventCount>> TickAsync(IndicatorQuestion objective) => TickAsync(0, objective);

    private async Task<IReadOnlyDictionary<TimeSpan, EventCount>> TickAsync(double seconds, IndicatorQuestion objective)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        var sample = await SampleAsync([objective]);
        // What becomes of a try belongs to the time of this tick.
        await _source.FillingOfHistory;
        return sample.Events![objective.Objective].Windows;
    }

    /// <summary>Lets the past be read, recorded series first and then raw ones, at a clock that stands still.</summary>
    private async Task<ObjectiveEvents> FillAsync(IndicatorQuestion objective)
    {
        for (var i = 0; i < 2; i++)
        {
            await _source.FillingOfHistory;
            await SampleAsync([objective]);
        }

        await _source.FillingOfHistory;
        return (await SampleAsync([objective])).Events![objective.Objective];
    }

    /// <summary>A clock whose wall side is wrong.</summary>
    private sealed class ShiftedTime(TimeProvider time, TimeSpan shift) : TimeProvider
    {
        public TimeSpan Shift { get; set; } = shift;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Shift;

        public override long GetTimestamp() => time.GetTimestamp();
    }

    private static void AssertCount(double good, double total, double covered, EventCount count, double tolerance = 0.001)
    {
        Assert.InRange(count.Total, total - (tolerance * total), total + (tolerance * total));
        Assert.InRange(count.Good, good - (tolerance * total), good + (tolerance * total));
        Assert.InRange(count.Covered, covered - tolerance, covered + tolerance);
    }
}
