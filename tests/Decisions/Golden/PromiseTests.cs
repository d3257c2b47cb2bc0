using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>What the scenarios' README.md promise, as far as a number can hold it; so that writing expected.csv anew hides nothing.</summary>
public class PromiseTests
{
    [Fact]
    public void Ramp_is_followed_ahead_and_only_upwards()
    {
        var looks = Looks("ramp");
        Assert.DoesNotContain(looks, l => l.IsOver);
        Assert.DoesNotContain(looks, l => l.To < l.From);
        Assert.InRange(looks[^1].To, 8, 14);
    }

    [Fact]
    public void Spike_is_answered_at_once_and_what_it_took_is_given_back()
    {
        var looks = Looks("spike");
        Assert.InRange(looks.First(l => l.Time >= 600 && l.To > l.From).Time, 600, 630);
        Assert.DoesNotContain(looks, l => l.Time is >= 600 and < 960 && l.To < l.From);
        Assert.DoesNotContain(looks, l => l.Time > 960 && l.IsOver);
        Assert.InRange(looks[^1].To, 3, 5);
    }

    [Fact]
    public void Night_is_followed_down_to_the_minimum_with_the_objective_kept()
    {
        var looks = Looks("night");
        Assert.DoesNotContain(looks, l => l.IsOver);
        Assert.DoesNotContain(looks, l => l.Time > 600 && l.To > l.From);
        Assert.Equal(2, looks[^1].To);
    }

    [Fact]
    public void Outage_at_the_peak_changes_nothing_and_nothing_goes_before_a_window_after_it()
    {
        var looks = Looks("outage-at-the-peak");
        Assert.Single(looks.Where(l => l.Time is >= 1200 and < 2400).Select(l => l.To).Distinct());
        Assert.All(looks.Where(l => l.Time is >= 1200 and < 2100), l => Assert.Equal(DecisionReason.HeldUnknown, l.Reason));
        Assert.True(looks[^1].To < looks.Single(l => l.Time == 2100).To);
    }

    [Fact]
    public void Restart_at_the_peak_is_not_seen_in_the_replicas()
    {
        var looks = Looks("restart-at-the-peak");
        Assert.DoesNotContain(looks, l => l.IsOver);
        Assert.DoesNotContain(looks, l => l.To < l.From);
        Assert.InRange(looks[^1].To, 7, 12);
    }

    [Fact]
    public void Stuck_pending_pods_are_given_back_and_tried_again_until_there_is_room()
    {
        var looks = Looks("stuck-pending");
        Assert.Contains(looks, l => l is { Time: < 3000, Reason: DecisionReason.CapacityReleased });
        Assert.Contains(looks, l => l is { Time: < 3000, Reason: DecisionReason.HeldCapacityUnavailable });
        Assert.True(looks[^1].To >= 8, $"{looks[^1]}");
    }

    [Fact]
    public void Contested_replicas_are_yielded_and_taken_up_again()
    {
        var looks = Looks("contested-replicas");
        Assert.All(looks.Where(l => l.Time is >= 600 and < 1200), l => Assert.Equal((12, DecisionReason.HeldManual), (l.To, l.Reason)));
        Assert.Contains(looks, l => l.Reason == DecisionReason.HeldReverted);
        Assert.InRange(looks.Count(l => l.Time is >= 2400 and < 4200 && l.To != l.From), 3, 6);
        Assert.InRange(looks[^1].To, 9, 14);
    }

    [Fact]
    public void Slow_dependency_is_called_what_it_is_and_does_not_fill_the_cluster()
    {
        var looks = Looks("slow-dependency");
        Assert.Contains(looks, l => l is { Time: < 1200, Reason: DecisionReason.ScalingIneffective });
        Assert.DoesNotContain(looks, l => l.Reason == DecisionReason.ScalingIneffective && l.To != l.From);
        Assert.InRange(looks.Max(l => l.To), 3, 9);
        Assert.InRange(looks[^1].To, 2, 6);
    }

    [Fact]
    public void Budget_spent_keeps_what_is_there_while_it_burns()
    {
        var looks = Looks("budget-spent");
        Assert.DoesNotContain(looks, l => l.Time < 1500 && l.To < l.From);
        Assert.Contains(looks, l => l.Reason == DecisionReason.HeldBudgetSpent);
        Assert.InRange(looks[^1].To, 2, 4);
    }

    private static List<Look> Looks(string name)
    {
        var golden = GoldenPlan.Read(Path.Combine(GoldenTests.Folder, name, "plan.json"));
        var replay = new GoldenReplay(golden);
        return
        [
            .. GoldenRow.Read(Path.Combine(GoldenTests.Folder, name, "input.csv")).Select(row =>
            {
                var decision = replay.Decide(row);
                return new Look(row.Time, row.Number("p95") > golden.Plan.Objectives[0].Bound, decision.From, decision.To, decision.Reason);
            }),
        ];
    }

    private sealed record Look(int Time, bool IsOver, int From, int To, DecisionReason Reason);
}
