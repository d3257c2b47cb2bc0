using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>Error budgets of 99 %: one bad event in a hundred burns at rate 1.</summary>
public class BudgetTests
{
    private static readonly TimeSpan M5 = TimeSpan.FromMinutes(5), M30 = TimeSpan.FromMinutes(30), H1 = TimeSpan.FromHours(1),
        H2 = TimeSpan.FromHours(2), H6 = TimeSpan.FromHours(6), D1 = TimeSpan.FromDays(1), D3 = TimeSpan.FromDays(3), D30 = TimeSpan.FromDays(30);

    /// <summary>10,000 events in each window, of which so many are bad; 14.4, 6, 3 and 1 times the allowed 100 are 1,440, 600, 300 and 100.</summary>
    [Theory]
    [InlineData("1h", 1450, "5m", 1450, true, 14.5)]
    [InlineData("1h", 1430, "5m", 1450, false, null)]
    [InlineData("1h", 1450, "5m", 1430, false, null)]
    [InlineData("1h", 10000, "5m", 0, false, null)]
    [InlineData("6h", 610, "30m", 610, true, 6.1)]
    [InlineData("6h", 590, "30m", 610, false, null)]
    [InlineData("6h", 610, "30m", 590, false, null)]
    [InlineData("1d", 310, "2h", 310, true, 3.1)]
    [InlineData("1d", 290, "2h", 310, false, null)]
    [InlineData("1d", 310, "2h", 290, false, null)]
    [InlineData("3d", 110, "6h", 110, true, 1.1)]
    [InlineData("3d", 90, "6h", 110, false, null)]
    [InlineData("3d", 110, "6h", 90, false, null)]
    public void A_budget_burns_when_both_windows_of_a_pair_are_over_the_factor(string wide, int badWide, string near, int badNear, bool burns, double? rate)
    {
        var verdict = Budget(Calm().With(Parse(wide), badWide).With(Parse(near), badNear));
        Assert.Equal(burns ? BudgetState.BudgetBurning : BudgetState.Healthy, verdict.State);
        Assert.Equal(burns && (wide is "1h" or "6h"), verdict.IsFast);
        if (rate is { } r) Assert.Equal(r, verdict.BurnRate!.Value, 9);
    }

    [Theory]
    [InlineData(1, 2, 2, 1, null)]
    [InlineData(7, 3.36, 2, 1, 1.0)]
    [InlineData(28, 13.44, 5.6, 2.8, 1.0)]
    [InlineData(30, 14.4, 6, 3, 1.0)]
    [InlineData(90, 43.2, 18, 9, 3.0)]
    public void The_factor_is_that_of_the_same_share_of_the_budget(int days, double hour, double six, double day, double? three)
    {
        double?[] expected = [hour, six, day, three];
        for (var i = 0; i < expected.Length; i++)
        {
            var pair = BurnWindows.All[i];
            if (expected[i] is not { } factor)
            {
                var longer = Calm(days).With(pair.Long, 10_000).With(pair.Short, 100);
                Assert.NotEqual(BudgetState.BudgetBurning, Budget(longer, days: days).State);
                continue;
            }

            Assert.Equal(factor, pair.Factor(TimeSpan.FromDays(days)), 9);
            // A whole day over a factor of 1 is a day's budget spent.
            var over = pair.Long.TotalDays == days ? BudgetState.BudgetSpent : BudgetState.BudgetBurning;
            Assert.Equal(over, Burning(pair, factor * 1.01, days).State);
            Assert.Equal(BudgetState.Healthy, Burning(pair, factor * 0.99, days).State);
        }
    }

    [Fact]
    public void The_factor_itself_is_not_over_it()
    {
        // A target of 75 % allows a quarter, which binary fractions hold exactly: over 3 d the factor is 1.
        var events = Calm(total: 1024).With(D3, 256, 1024).With(H6, 256, 1024);
        Assert.Equal(BudgetState.Healthy, Budget(events, target: 0.75).State);
        Assert.Equal(BudgetState.BudgetBurning, Budget(events.With(D3, 257, 1024).With(H6, 257, 1024), target: 0.75).State);
        Assert.Equal(BudgetState.BudgetSpent, Budget(events.With(D30, 256, 1024), target: 0.75).State);
    }

    [Theory]
    [InlineData(1000, 200, true)]
    [InlineData(999, 200, false)]
    public void The_long_window_needs_as_many_events_as_allow_ten_bad_ones(double total, double bad, bool burns) =>
        Assert.Equal(burns, Budget(Calm().With(H1, bad, total).With(M5, 20, 100)).State == BudgetState.BudgetBurning);

    [Theory]
    [InlineData(3, true)]
    [InlineData(2.9, false)]
    public void The_short_window_needs_three_bad_events(double bad, bool burns) =>
        Assert.Equal(burns, Budget(Calm().With(H1, 200, 1000).With(M5, bad, 5)).State == BudgetState.BudgetBurning);

    [Theory]
    [InlineData(0.5, 0.5, true)]
    [InlineData(0.49, 0.5, false)]
    [InlineData(0.5, 0.49, false)]
    public void Half_of_both_windows_must_be_known(double wide, double near, bool burns) =>
        Assert.Equal(burns, Budget(Calm().With(H1, 2000, covered: wide).With(M5, 2000, covered: near)).State == BudgetState.BudgetBurning);

    [Fact]
    public void With_little_traffic_the_longer_windows_speak()
    {
        // 20 events an hour: 480 a day say nothing, 1,440 in three days do.
        var events = new Windows()
            .With(M5, 1, 2).With(M30, 3, 10).With(H1, 5, 20).With(H2, 5, 40).With(H6, 5, 120).With(D1, 8, 480).With(D3, 16, 1440).With(D30, 50, 14_400);
        var verdict = Budget(events);
        Assert.Equal((BudgetState.BudgetBurning, false), (verdict.State, verdict.IsFast));
        Assert.Equal(16.0 / 1440 / 0.01, verdict.BurnRate!.Value, 9);
        Assert.Equal(1 - (50.0 / 144), verdict.Remaining!.Value, 9);
    }

    [Fact]
    public void Too_few_events_are_no_verdict_and_one_that_says_how_many_it_takes()
    {
        var verdict = Budget(Calm(total: 5));
        Assert.Equal((BudgetState.Unknown, null, null), (verdict.State, verdict.BurnRate, verdict.Remaining));
        Assert.Equal("5 events are known of the last 30d; 1000 are needed", verdict.Detail);
    }

    [Theory]
    [InlineData(0.4, 0.4, 0.4, BudgetState.Unknown)]
    [InlineData(0.4, 1, 0.4, BudgetState.Unknown)]
    [InlineData(1, 0.4, 0.4, BudgetState.Unknown)]
    [InlineData(0.4, 0.4, 1, BudgetState.Healthy)]
    [InlineData(1, 1, 0.4, BudgetState.Healthy)]
    public void Healthy_takes_a_whole_pair_or_the_budgets_own_window(double wide, double near, double whole, BudgetState state)
    {
        var events = new Windows().With(H1, 50, covered: wide).With(M5, 50, covered: near).With(D30, 50, covered: whole);
        var verdict = Budget(events);
        Assert.Equal(state, verdict.State);
        Assert.Equal(1 - (0.5 * whole), verdict.Remaining!.Value, 9);
        if (state == BudgetState.Unknown) Assert.Equal("less than 50% of each window is known", verdict.Detail);
    }

    [Fact]
    public void Events_that_nobody_counts_are_no_verdict()
    {
        Assert.Equal("its events are not counted yet", Budget(null).Detail);
        var verdict = Judge(ObjectiveEvents.None("the engine has no histogram"));
        Assert.Equal((BudgetState.Unknown, "the engine has no histogram"), (verdict.State, verdict.Detail));
    }

    [Fact]
    public void No_event_in_the_last_hours_leaves_the_budget_healthy()
    {
        var events = Calm();
        foreach (var length in new[] { M5, M30, H1, H2, H6 }) events = events.With(length, 0, 0);
        var verdict = Budget(events);
        Assert.Equal(BudgetState.Healthy, verdict.State);
        Assert.Equal(0.5, verdict.BurnRate!.Value, 9);
    }

    [Theory]
    [InlineData(50, 1, 0.5)]
    [InlineData(0, 1, 1.0)]
    [InlineData(101, 1, -0.01)]
    [InlineData(150, 1, -0.5)]
    [InlineData(150, 0.5, 0.25)]
    [InlineData(10_000, 1.0 / 30, 1 - (100 / 30.0))]
    public void What_remains_counts_the_unknown_time_as_good(double bad, double covered, double remaining)
    {
        var verdict = Budget(Calm().With(D30, bad, covered: covered));
        Assert.Equal(remaining, verdict.Remaining!.Value, 9);
        Assert.Equal(remaining < 0, verdict.State == BudgetState.BudgetSpent);
    }

    [Fact]
    public void A_spent_budget_may_burn_fast_besides()
    {
        var verdict = Budget(Calm().With(D30, 150).With(H1, 2000).With(M5, 2000));
        Assert.Equal((BudgetState.BudgetSpent, true), (verdict.State, verdict.IsFast));
        Assert.Equal(20, verdict.BurnRate!.Value, 9);
    }

    [Fact]
    public void The_verdict_is_a_sentence_with_the_numbers()
    {
        Assert.Equal(
            "92% of the budget is left; it burns at 20 times the rate that it can bear (over 1h), limit 14.4 over 1h and 5m",
            Budget(Calm().With(D30, 8).With(H1, 2000).With(M5, 2000)).Detail);
        Assert.Equal(
            "the budget of 30d is spent: -50% of the budget is left; it burns at 0.5 times the rate that it can bear (over 5m)",
            Budget(Calm().With(D30, 150)).Detail);
    }

    [Theory]
    [InlineData(double.NaN, 100)]
    [InlineData(100, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-1e300, 1e300)]
    [InlineData(1e300, -1e300)]
    [InlineData(1e-320, 1e-320)]
    [InlineData(double.MaxValue, double.MaxValue)]
    public void Numbers_that_no_counter_gives_are_no_numbers_of_a_verdict(double good, double total)
    {
        foreach (var covered in new[] { double.NaN, -1, 0, 0.7, 5, double.PositiveInfinity })
        {
            var odd = BurnWindows.All.SelectMany(p => new[] { p.Long, p.Short }).Append(D30).Distinct()
                .ToDictionary(l => l, _ => new EventCount(good, total, covered));
            var verdict = Judge(new(odd));
            Assert.True(verdict.BurnRate is null || double.IsFinite(verdict.BurnRate.Value));
            Assert.True(verdict.Remaining is null or <= 1 && (verdict.Remaining is null || double.IsFinite(verdict.Remaining.Value)));
            Assert.DoesNotContain("NaN", verdict.Detail, StringComparison.Ordinal);
        }
    }

    /// <summary>Calm windows, but for the long and the short one of the pair, which burn at a rate. Those of longer pairs stay calm.</summary>
    private static BudgetVerdict Burning(BurnWindows pair, double rate, int days) =>
        Budget(Calm(days, 100_000).With(pair.Long, rate * 1000, 100_000).With(pair.Short, rate * 1000, 100_000), days: days);

    private static TimeSpan Parse(string length) =>
        TimeSpan.FromMinutes(int.Parse(length[..^1], System.Globalization.CultureInfo.InvariantCulture) * (length[^1] switch { 'm' => 1, 'h' => 60, _ => 1440 }));

    private static Windows Calm(int days = 30, double total = 10_000) => Windows.AllAt(0.005, TimeSpan.FromDays(days), total);

    private static BudgetVerdict Judge(ObjectiveEvents events) => Budgets.Judge(Latency, new(0.99, D30), null, events, T0).Verdict;

    private static BudgetVerdict Budget(Windows? windows, double target = 0.99, int days = 30)
    {
        var budget = new ErrorBudget(target, TimeSpan.FromDays(days));
        return Budgets.Judge(Latency with { Budget = budget }, budget, null, windows?.ToEvents(), T0).Verdict;
    }
}
