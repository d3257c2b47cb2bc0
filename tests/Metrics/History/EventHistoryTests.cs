using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.History;

public class EventHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Sums_are_those_of_a_plain_list_of_events_whatever_the_gaps(int seed)
    {
        var random = new Random(seed);
        var (history, list, now) = (new EventHistory(TimeSpan.FromDays(30)), new List<Naive>(), Start);
        for (var day = 0; day < 40; day++)
        {
            for (var tick = 0; tick < 200; tick++)
            {
                // Mostly ticks, sometimes silence for minutes, rarely for hours.
                var pause = TimeSpan.FromSeconds(random.Next(100) switch { 0 => random.Next(20_000), < 5 => random.Next(900), _ => random.Next(1, 60) });
                var known = TimeSpan.FromSeconds(Math.Min(60, pause.TotalSeconds));
                now += pause;
                if (random.Next(4) == 0) continue;
                var total = random.NextDouble() * 1000;
                var good = total * random.NextDouble();
                history.Add(now, known, good, total);
                list.Add(new(now - known, now, good, total));
            }

            foreach (var ring in history.Rings)
            {
                var aligned = new DateTimeOffset((now.UtcTicks / ring.Length.Ticks * ring.Length.Ticks) + ring.Length.Ticks, TimeSpan.Zero);
                var length = ring.Length * random.Next(1, (int)(ring.Span / ring.Length) + 1);
                AssertSame(list, ring.Over(aligned, length), aligned, length, ring.Length, slack: 0);
                // Between borders, the part of the oldest slot that counts is an estimate.
                var any = length * (0.5 + (0.5 * random.NextDouble()));
                var slack = Naive.Sum(list, now - any - ring.Length, now - any + ring.Length).Total;
                AssertSame(list, ring.Over(now, any), now, any, ring.Length, slack);
            }
        }
    }

    [Fact]
    public void Time_that_is_not_known_is_neither_good_nor_bad_nor_covered()
    {
        var history = new EventHistory(TimeSpan.FromDays(30));
        for (var i = 1; i <= 60; i++)
            if (i is <= 15 or > 30) history.Add(Start.AddMinutes(i), TimeSpan.FromMinutes(1), 9, 10);
        var now = Start.AddHours(1);
        AssertCount(405, 450, 0.75, history.Over(now, TimeSpan.FromHours(1)));
        AssertCount(270, 300, 1, history.Over(now, TimeSpan.FromMinutes(30)));
        AssertCount(405, 450, 0.125, history.Over(now, TimeSpan.FromHours(6)));
        AssertCount(405, 450, 0.75 / 720, history.Over(now, TimeSpan.FromDays(30)), 0.02 / 720);
        // An hour of nothing later.
        AssertCount(0, 0, 0, history.Over(now.AddHours(1), TimeSpan.FromHours(1)));
        AssertCount(405, 450, 0.125, history.Over(now.AddHours(1), TimeSpan.FromHours(6)));
    }

    [Fact]
    public void What_is_older_than_the_window_is_gone_although_its_slot_was_never_written_again()
    {
        var history = new EventHistory(TimeSpan.FromDays(7));
        history.Add(Start, TimeSpan.FromMinutes(1), 1, 1);
        foreach (var days in new[] { 8, 14, 100, 5000 })
            foreach (var length in new[] { TimeSpan.FromMinutes(5), TimeSpan.FromHours(6), TimeSpan.FromDays(7) })
                AssertCount(0, 0, 0, history.Over(Start.AddDays(days), length));
    }

    [Fact]
    public void Beyond_the_window_nothing_is_known()
    {
        var history = new EventHistory(TimeSpan.FromDays(1));
        for (var i = 1; i <= 48; i++) history.Add(Start.AddHours(i), TimeSpan.FromHours(1), 1, 1);
        AssertCount(24, 24, 1, history.Over(Start.AddDays(2), TimeSpan.FromDays(1)));
        AssertCount(24, 24, 0.5, history.Over(Start.AddDays(2), TimeSpan.FromDays(2)));
    }

    [Fact]
    public void A_clock_that_jumps_ahead_and_back_costs_a_few_slots_and_invents_nothing()
    {
        var (history, now) = (new EventHistory(TimeSpan.FromDays(30)), Start);
        void Run(int minutes)
        {
            for (var i = 0; i < minutes; i++) history.Add(now += TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 1, 1);
        }

        Run(600);
        now += TimeSpan.FromDays(400);
        Run(5);
        var ahead = history.Over(now, TimeSpan.FromHours(6));
        AssertCount(5, 5, 5.0 / 360, ahead);
        now -= TimeSpan.FromDays(400);
        var back = history.Over(now, TimeSpan.FromHours(6));
        Assert.InRange(back.Total, 340, 360);
        Assert.Equal(back.Total, back.Good, 3);
        Assert.InRange(back.Covered, back.Total / 360 - 0.001, back.Total / 360 + 0.001);
        Run(600);
        AssertCount(360, 360, 1, history.Over(now, TimeSpan.FromHours(6)));
    }

    [Fact]
    public void A_clock_that_jumps_back_goes_on_counting_and_no_time_is_covered_more_than_once()
    {
        var (history, now) = (new EventHistory(TimeSpan.FromDays(30)), Start);
        for (var i = 0; i < 120; i++) history.Add(now += TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 1, 1);
        now -= TimeSpan.FromMinutes(30);
        // Of the hour before, the ring still holds what it held of the hour that was thought to be the last.
        AssertCount(31, 31, 31.0 / 60, history.Over(now, TimeSpan.FromHours(1)));
        for (var i = 0; i < 90; i++) history.Add(now += TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 0, 1);
        var count = history.Over(now, TimeSpan.FromHours(1));
        Assert.Equal(1, count.Covered);
        // Every event was one, at whatever hour it was thought to be.
        Assert.Equal(60, count.Total - count.Good, 3);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(1e300, 1e300)]
    public void What_is_no_count_is_not_known(double good, double total)
    {
        var history = new EventHistory(TimeSpan.FromDays(30));
        history.Add(Start, TimeSpan.FromMinutes(1), good, total);
        history.Fill(.., new(Start, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), good, total));
        Assert.Equal(default, history.Over(Start, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void The_past_that_is_filled_in_later_leaves_what_is_newer()
    {
        var history = new EventHistory(TimeSpan.FromDays(30));
        history.Add(Start, TimeSpan.FromMinutes(1), 5, 5);
        history.Fill(0..1, new(Start.AddMinutes(-1), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(9), 9, 18));
        // So old that in the ring of an hour its place is that of the newest.
        history.Fill(0..1, new(Start.AddMinutes(-61), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(9), 900, 900));
        AssertCount(14, 23, 1, history.Over(Start, TimeSpan.FromMinutes(10)));
        AssertCount(14, 23, 10.0 / 60, history.Over(Start, TimeSpan.FromHours(1)));
        // And only the rings that are named.
        AssertCount(5, 5, 1.0 / 360, history.Over(Start, TimeSpan.FromHours(6)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(45)]
    [InlineData(90)]
    public void Four_objectives_fit_into_16_KiB(int days)
    {
        var (asked, time) = (Questions(TimeSpan.FromDays(days)), new ManualTime());
        Measure(asked, time);
        var monitors = new object[100];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < monitors.Length; i++) monitors[i] = Measure(asked, time);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / monitors.Length;
        Assert.InRange(bytes, 4_000, 16 << 10);
        TestContext.Current.TestOutputHelper?.WriteLine($"{days} days: {bytes} bytes");
        GC.KeepAlive(monitors);
    }

    private static IndicatorQuestion[] Questions(TimeSpan window) =>
        [.. Enumerable.Range(0, HistoryLimits.MaxObjectives).Select(i => new IndicatorQuestion($"o{i}", ModelMonitor.Decisions.Indicator.ErrorRatio, BudgetWindow: window))];

    // What is kept of a monitor: the list of its objectives, and each with its events and the state of its past.
    private static (MonitorEvents, List<BudgetedObjective>) Measure(IndicatorQuestion[] asked, ManualTime time)
    {
        var objectives = new List<BudgetedObjective>(asked.Length);
        foreach (var one in asked) objectives.Add(new(one, time.GetUtcNow(), hasPast: true));
        return (new MonitorEvents(hasPast: true), objectives);
    }

    private static void AssertSame(List<Naive> list, EventCount count, DateTimeOffset now, TimeSpan length, TimeSpan slot, double slack)
    {
        var (good, total, known) = Naive.Sum(list, now - length, now);
        Assert.InRange(count.Total, total - slack - (1e-3 * (total + 1)), total + slack + (1e-3 * (total + 1)));
        Assert.InRange(count.Good, good - slack - (1e-3 * (total + 1)), good + slack + (1e-3 * (total + 1)));
        var error = ((slack > 0 ? slot : TimeSpan.Zero) + (slot / 60)) / length;
        Assert.InRange(count.Covered, (known / length) - error, Math.Min(1, (known / length) + error));
    }

    private static void AssertCount(double good, double total, double covered, EventCount count, double tolerance = 0.001)
    {
        Assert.Equal(good, count.Good, 3);
        Assert.Equal(total, count.Total, 3);
        Assert.InRange(count.Covered, covered - tolerance, covered + tolerance);
    }

    private sealed record Naive(DateTimeOffset From, DateTimeOffset Until, double Good, double Total)
    {
        public static (double Good, double Total, TimeSpan Known) Sum(List<Naive> list, DateTimeOffset from, DateTimeOffset until)
        {
            var (good, total, known) = (0.0, 0.0, TimeSpan.Zero);
            foreach (var one in list)
            {
                var overlap = Min(one.Until, until) - Max(one.From, from);
                if (overlap <= TimeSpan.Zero) continue;
                var part = overlap / (one.Until - one.From);
                (good, total, known) = (good + (one.Good * part), total + (one.Total * part), known + overlap);
            }

            return (good, total, known);
        }

        private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

        private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
    }
}
