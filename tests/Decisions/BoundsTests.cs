using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class BoundsTests
{
    [Theory]
    [InlineData(1, 1, true, 3, DecisionReason.BelowMinimum, null)]
    [InlineData(1, 1, false, 3, DecisionReason.BelowMinimum, null)]
    [InlineData(1, 5, false, 5, DecisionReason.DemandGrew, null)]
    [InlineData(4, 4, true, 4, DecisionReason.Steady, null)]
    [InlineData(4, 9, true, 6, DecisionReason.DemandGrew, Guard.MaxReplicas)]
    [InlineData(6, 9, true, 6, DecisionReason.HeldAtMaximum, Guard.MaxReplicas)]
    [InlineData(8, 9, true, 6, DecisionReason.AboveMaximum, null)]
    [InlineData(8, 8, true, 6, DecisionReason.AboveMaximum, null)]
    [InlineData(8, 7, true, 6, DecisionReason.AboveMaximum, null)]
    [InlineData(8, 5, true, 5, DecisionReason.DemandFell, null)]
    [InlineData(8, 8, false, 8, DecisionReason.Steady, null)]
    [InlineData(8, 9, false, 8, DecisionReason.HeldAtMaximum, Guard.MaxReplicas)]
    public void The_minimum_holds_always_and_the_maximum_when_everything_is_known(
        int current, int asked, bool known, int to, DecisionReason reason, Guard? guard)
    {
        var wish = asked > current ? DecisionReason.DemandGrew : asked < current ? DecisionReason.DemandFell : DecisionReason.Steady;
        var s = Situation(current, loadUnknown: known ? null : UnknownReason.NoData, limits: Limits(3, 6));
        var p = Bounds.Run(new(asked, Decision.LoadTrigger, wish, "test"), s);
        Assert.Equal((to, reason, guard), (p.To, p.Reason, p.LimitedBy));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Whoever_puts_the_replicas_back_would_do_it_with_the_bounds_too(int current)
    {
        var contested = new Proposal(current, Decision.LoadTrigger, DecisionReason.Steady, "test").Hold(current, DecisionReason.HeldReverted, Guard.Contested, "");
        Assert.Same(contested, Bounds.Run(contested, Situation(current, limits: Limits(3, 6))));
        var manual = contested.Hold(current, DecisionReason.HeldManual, Guard.ManualHold, "");
        Assert.Equal(current == 1 ? 3 : 6, Bounds.Run(manual, Situation(current, limits: Limits(3, 6))).To);
    }

    [Fact]
    public void Zero_is_below_no_minimum_of_zero() =>
        Assert.Equal(0, Bounds.Run(new(0, Decision.LoadTrigger, DecisionReason.Idle, "test"), Situation(1, limits: Limits(0, 6))).To);
}
