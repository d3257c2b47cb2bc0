using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>Pods that were ordered, and what becomes of those that do not come.</summary>
public class StartingTests
{
    private static readonly Proposal More = new(8, FirstToken, DecisionReason.DemandGrew, "more to do");
    private static readonly Proposal Fewer = new(2, Decision.LoadTrigger, DecisionReason.DemandFell, "less to do");
    private static readonly TimeSpan Deadline = Seconds(600);

    [Fact]
    public void The_time_of_waiting_begins_when_a_pod_is_missing_and_anew_when_one_comes()
    {
        var starting = default(Starting).Next(new(5, 3), false, At(0));
        Assert.Equal(At(0), starting.Since);
        Assert.Equal(At(0), starting.Next(new(5, 3), false, At(60)).Since);
        Assert.Equal(At(100), starting.Next(new(5, 4), true, At(100)).Since);
        Assert.Null(starting.Next(new(5, 5), true, At(100)).Since);
        Assert.Null(starting.Next(new(3, 3), false, At(100)).Since);
    }

    [Fact]
    public void Time_that_nobody_saw_pass_is_no_waiting()
    {
        // An hour's jump of the clock: a pod that was ordered a moment ago looks an hour old.
        var starting = default(Starting).Next(new(5, 4), false, At(0)).Next(new(5, 4), false, At(3615));
        Assert.Equal(At(3555), starting.Since);
        Assert.Equal(0, starting.Overdue(new(5, 4) { StartingSince = [At(0)] }, Deadline, At(3615)));
    }

    [Fact]
    public void Each_pod_has_its_own_deadline_and_those_that_were_never_made_the_common_one()
    {
        var starting = new Starting(At(0), null, 0);
        var two = new ReplicaCounts(5, 3) { StartingSince = [At(0), At(300)] };
        Assert.Equal(0, starting.Overdue(two, Deadline, At(600)));
        Assert.Equal(1, starting.Overdue(two, Deadline, At(601)));
        Assert.Equal(2, starting.Overdue(two, Deadline, At(901)));

        var unmade = new ReplicaCounts(7, 3) { StartingSince = [At(500)] };
        Assert.Equal(0, starting.Overdue(unmade, Deadline, At(600)));
        Assert.Equal(3, starting.Overdue(unmade, Deadline, At(601)));
        Assert.Equal(0, starting.Overdue(new(3, 3) { StartingSince = [At(0)] }, Deadline, At(9000)));
    }

    [Fact]
    public void Each_refusal_in_a_row_pauses_twice_as_long_up_to_a_limit()
    {
        var (starting, now, pauses) = (default(Starting), At(0), new List<double>());
        for (var i = 0; i < 6; i++)
        {
            starting = starting.Refused(now);
            pauses.Add((starting.RefusedUntil!.Value - now).TotalMinutes);
            now = starting.RefusedUntil.Value;
        }

        Assert.Equal([10, 20, 40, 60, 60, 60], pauses);
    }

    [Fact]
    public void Pods_given_back_one_by_one_are_one_refusal()
    {
        var starting = default(Starting).Refused(At(0));
        Assert.Equal(starting, starting.Refused(At(60)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_pod_that_comes_ends_the_pause_and_the_row(int ready)
    {
        var starting = new Starting(At(0), At(600), 3).Next(new(5, ready), grew: true, At(60));
        Assert.Equal((null, 0), (starting.RefusedUntil, starting.Refusals));
    }

    [Fact]
    public void A_calm_hour_after_a_pause_ends_the_row()
    {
        var refused = new Starting(null, At(0), 3);
        Assert.Equal(3, refused.Next(new(3, 3), false, At(0) + Constants.LongestYield - Seconds(1)).Refusals);
        Assert.Equal(default, refused.Next(new(3, 3), false, At(0) + Constants.LongestYield));
    }

    [Fact]
    public void Pods_that_are_not_ready_in_time_are_given_back()
    {
        var p = ComingPods.Run(Fewer with { To = 6 }, Stuck(6, 3, overdue: 2));
        Assert.Equal((4, DecisionReason.CapacityReleased, Decision.LoadTrigger), (p.To, p.Reason, p.Trigger));
        Assert.Equal("2 pods were not ready in time (no node has a free GPU)", p.Because);
        Assert.Equal(4, ComingPods.Run(More, Stuck(6, 3, overdue: 2)).To);
    }

    [Fact]
    public void Ready_pods_and_the_minimum_are_not_given_back()
    {
        Assert.Equal(5, ComingPods.Run(More, Stuck(6, 5, overdue: 4)).To);
        Assert.Equal(4, ComingPods.Run(More, Stuck(6, 1, overdue: 5) with { Limits = Limits(min: 4) }).To);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("partial")]
    [InlineData("rollout")]
    [InlineData("contested")]
    [InlineData("manual")]
    public void Nothing_is_given_back_while_something_speaks_against_it(string obstacle)
    {
        var same = Fewer with { To = 6 };
        var (p, s) = obstacle switch
        {
            "unknown" => (same, Stuck(6, 3, overdue: 3) with { LoadUnknown = UnknownReason.NoData }),
            "partial" => (same, Stuck(6, 3, overdue: 3) with { Scaling = [Judged(ObjectiveState.Met, 0.3, coverage: 0.89)] }),
            "rollout" => (same, Stuck(6, 3, overdue: 3) with { Replicas = new(6, 3) { IsRollingOut = true } }),
            "contested" => (same.Hold(6, DecisionReason.HeldReverted, Guard.Contested, ""), Stuck(6, 3, overdue: 3)),
            _ => (same.Hold(6, DecisionReason.HeldManual, Guard.ManualHold, ""), Stuck(6, 3, overdue: 3)),
        };
        Assert.Same(p, ComingPods.Run(p, s));
    }

    [Fact]
    public void No_more_are_asked_for_while_the_cluster_says_that_it_has_no_room()
    {
        var p = ComingPods.Run(More, Stuck(6, 5));
        Assert.Equal((6, DecisionReason.HeldCapacityUnavailable, Guard.CapacityUnavailable), (p.To, p.Reason, p.LimitedBy!.Value));
        Assert.Equal("1 of 6 pods are not ready yet (no node has a free GPU)", p.Limit);
        Assert.Same(More, ComingPods.Run(More, Situation(6, 5)));
        Assert.Same(More, ComingPods.Run(More, Stuck(6, 6)));
        Assert.Same(Fewer, ComingPods.Run(Fewer, Stuck(6, 5)));
    }

    [Fact]
    public void No_more_are_asked_for_while_overdue_pods_are_kept_by_the_minimum()
    {
        var p = ComingPods.Run(More, Situation(4, 1, limits: Limits(min: 4)) with { Overdue = 3 });
        Assert.Equal((4, DecisionReason.HeldCapacityUnavailable, Guard.CapacityUnavailable), (p.To, p.Reason, p.LimitedBy!.Value));
    }

    [Fact]
    public void No_more_are_asked_for_during_a_pause()
    {
        var s = Situation(4) with { Starting = new(null, At(120), 1) };
        var p = ComingPods.Run(More, s);
        Assert.Equal((4, DecisionReason.HeldCapacityUnavailable, Guard.CapacityUnavailable), (p.To, p.Reason, p.LimitedBy!.Value));
        Assert.Equal("the cluster had no room; next try in 60s", p.Limit);
        Assert.Same(More, ComingPods.Run(More, s with { Now = At(120) }));
        Assert.Same(Fewer, ComingPods.Run(Fewer, s));
    }

    private static Situation Stuck(int current, int ready, int overdue = 0) =>
        Situation(current, ready) with { Overdue = overdue, Replicas = new(current, ready) { Blocked = "no node has a free GPU" } };
}
