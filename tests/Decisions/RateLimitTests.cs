using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class RateLimitTests
{
    private static readonly RatePolicy Pods4 = new(false, 4, Seconds(15));
    private static readonly RatePolicy Double = new(true, 100, Seconds(15));

    /// <summary>The expected numbers are those of HorizontalPodAutoscaler's own arithmetic.</summary>
    [Theory]
    [InlineData(1, 50, PolicySelect.Max, 5)]
    [InlineData(10, 50, PolicySelect.Max, 20)]
    [InlineData(10, 50, PolicySelect.Min, 14)]
    [InlineData(10, 50, PolicySelect.Disabled, 10)]
    [InlineData(10, 13, PolicySelect.Min, 13)]
    public void Up_the_selected_policy_counts(int current, int asked, PolicySelect select, int to) =>
        Assert.Equal(to, Limit(asked, current, Limits(up: new(TimeSpan.Zero, select, [Double, Pods4]))).To);

    [Theory]
    [InlineData(20, 1, PolicySelect.Max, 18)]
    [InlineData(20, 1, PolicySelect.Min, 19)]
    [InlineData(5, 1, PolicySelect.Max, 4)]
    [InlineData(5, 1, PolicySelect.Disabled, 5)]
    [InlineData(1, 0, PolicySelect.Max, 0)]
    public void Down_the_selected_policy_counts(int current, int asked, PolicySelect select, int to) =>
        Assert.Equal(to, Limit(asked, current, Limits(down: new(TimeSpan.Zero, select, [new(false, 1, Seconds(60)), new(true, 10, Seconds(60))]))).To);

    [Fact]
    public void Percent_rounds_up_on_the_way_up_and_off_on_the_way_down()
    {
        Assert.Equal(6, Limit(99, 5, Limits(up: new(TimeSpan.Zero, PolicySelect.Max, [new(true, 10, Seconds(15))]))).To);
        Assert.Equal(4, Limit(0, 5, Limits(down: new(TimeSpan.Zero, PolicySelect.Max, [new(true, 10, Seconds(15))]))).To);
    }

    [Fact]
    public void No_policy_is_no_limit() => Assert.Equal(500, Limit(500, 1, Limits(up: Free)).To);

    [Fact]
    public void What_was_added_in_the_period_is_used_up()
    {
        var up = Limits(up: new(TimeSpan.Zero, PolicySelect.Max, [Pods4]));
        Assert.Equal(7, Limit(50, 6, up, new PastChange(At(-10), 3, 6)).To);
        Assert.Equal((7, DecisionReason.HeldRateLimited, Guard.RateLimit), Of(Limit(50, 7, up, new PastChange(At(-10), 3, 7))));
        Assert.Equal(11, Limit(50, 7, up, new PastChange(At(-15), 3, 7)).To);
    }

    [Fact]
    public void What_was_removed_in_the_period_may_be_added_again()
    {
        var up = Limits(up: new(TimeSpan.Zero, PolicySelect.Max, [Pods4]));
        Assert.Equal(12, Limit(50, 3, up, new PastChange(At(-10), 8, 3)).To);
    }

    [Fact]
    public void More_than_allowed_in_the_period_never_turns_the_direction()
    {
        Assert.Equal(20, Limit(50, 20, Limits(up: new(TimeSpan.Zero, PolicySelect.Max, [Pods4])), new PastChange(At(-5), 3, 20)).To);
        Assert.Equal(3, Limit(1, 3, Limits(down: new(TimeSpan.Zero, PolicySelect.Max, [Pods4])), new PastChange(At(-5), 20, 3)).To);
    }

    [Fact]
    public void Extreme_numbers_do_not_overflow()
    {
        var rules = new DirectionRules(TimeSpan.Zero, PolicySelect.Max, [new(true, int.MaxValue, Seconds(15)), new(false, int.MaxValue, Seconds(15))]);
        var limits = Limits(up: rules, down: rules);
        var change = new PastChange(At(-1), int.MaxValue, 0);
        Assert.Equal(Constants.MostReplicas, Limit(Constants.MostReplicas, 900_000, limits, change, change).To);
        Assert.Equal(0, Limit(0, 900_000, limits).To);
    }

    [Fact]
    public void A_trimmed_change_keeps_its_reason_and_names_the_guard() =>
        Assert.Equal((8, DecisionReason.DemandGrew, Guard.RateLimit), Of(Limit(50, 4, Limits())));

    private static (int, DecisionReason, Guard) Of(Proposal p) => (p.To, p.Reason, p.LimitedBy!.Value);

    private static Proposal Limit(int asked, int current, ScalingLimits limits, params PastChange[] changes) => RateLimit.Run(
        new(asked, Decision.LoadTrigger, asked > current ? DecisionReason.DemandGrew : DecisionReason.DemandFell, "test"),
        current, limits, [.. changes], At(0));
}
