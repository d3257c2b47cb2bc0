using System.Collections.Immutable;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class StabilizeTests
{
    [Fact]
    public void A_surplus_counts_only_when_it_lasted_through_the_window()
    {
        var run = new Run(Limits());
        for (var t = 0; t <= 300; t += 15) Assert.Equal((4, DecisionReason.HeldStabilizing), run.Ask(2, 4, t));
        Assert.Equal((2, DecisionReason.DemandFell), run.Ask(2, 4, 315));
    }

    [Fact]
    public void The_highest_need_of_the_window_counts()
    {
        var run = new Run(Limits());
        for (var t = 0; t <= 300; t += 15) run.Ask(t == 150 ? 3 : 2, 4, t);
        Assert.Equal(3, run.Ask(2, 4, 315).To);
        for (var t = 330; t <= 450; t += 15) Assert.Equal(3, run.Ask(2, 3, t).To);
        Assert.Equal(2, run.Ask(2, 3, 465).To);
    }

    [Fact]
    public void A_window_of_zero_still_lasts_for_one_and_a_half_leads()
    {
        var own = Constants.HoldLeads * 120;
        var run = new Run(Limits(down: Free), Seconds(120));
        for (var t = 0; t <= own; t += 15) Assert.Equal(4, run.Ask(2, 4, t).To);
        Assert.Equal(2, run.Ask(2, 4, own + 15).To);
    }

    [Fact]
    public void A_gap_in_which_nobody_looked_starts_the_window_anew()
    {
        var run = new Run(Limits());
        for (var t = 0; t <= 300; t += 15) run.Ask(2, 4, t);
        for (var t = 900; t <= 1200; t += 15) Assert.Equal(4, run.Ask(2, 4, t).To);
        Assert.Equal(2, run.Ask(2, 4, 1215).To);
    }

    [Fact]
    public void Growth_passes_at_once_without_a_window_up() => Assert.Equal(8, new Run(Limits()).Ask(8, 4, 0).To);

    [Fact]
    public void A_window_up_takes_the_lowest_number_asked_for()
    {
        var run = new Run(Limits(up: Free with { Stabilization = Seconds(30) }));
        Assert.Equal((4, DecisionReason.HeldStabilizing), run.Ask(8, 4, 0));
        Assert.Equal(4, run.Ask(8, 4, 15).To);
        Assert.Equal(4, run.Ask(6, 4, 30).To);
        Assert.Equal(6, run.Ask(8, 4, 45).To);
        Assert.Equal(6, run.Ask(8, 4, 60).To);
        Assert.Equal(8, run.Ask(8, 4, 75).To);
    }

    [Fact]
    public void The_longest_window_stays_within_its_slots_however_often_it_is_asked()
    {
        var run = new Run(Limits(down: Free with { Stabilization = Seconds(3600) }));
        for (var t = 0; t <= 8000; t += 3)
        {
            var (to, _) = run.Ask(t < 3999 ? 4 : 2, 4, t);
            if (t <= 3999 + 3500) Assert.Equal(4, to);
        }

        Assert.Equal(2, run.Ask(2, 4, 8001).To);
        Assert.True(run.Slots.Length <= Constants.MaxSlots + 1, $"{run.Slots.Length} slots");
    }

    private sealed class Run(ScalingLimits limits, TimeSpan lead = default)
    {
        public ImmutableArray<RecommendationSlot> Slots { get; private set; } = [];

        public (int To, DecisionReason Reason) Ask(int to, int current, double seconds)
        {
            var reason = to < current ? DecisionReason.DemandFell : DecisionReason.DemandGrew;
            var (p, slots) = Stabilize.Run(new(to, Decision.LoadTrigger, reason, "test"), current, limits, Slots, lead, At(seconds));
            Slots = slots;
            return (p.To, p.Reason);
        }
    }
}
