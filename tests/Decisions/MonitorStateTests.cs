using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class MonitorStateTests
{
    [Fact]
    public void Restored_changes_are_in_order_and_a_future_one_counts_as_now()
    {
        var state = MonitorState.Restore([new(At(3600), 3, 4), new(At(-60), 2, 3), new(At(-3600), 1, 2)], [], At(0));
        Assert.Equal([new(At(-60), 2, 3), new(At(0), 3, 4)], state.Changes);
    }

    [Fact]
    public void A_clock_set_back_makes_no_cooldown_longer_than_its_length()
    {
        var plan = Plan(Limits(down: new(Seconds(60), PolicySelect.Max, [new(false, 1, Seconds(60))])));
        var state = MonitorState.Restore([new(At(3600), 5, 4)], [], At(3600));
        state = Idle(plan, state, 4, 3600).State;
        int? to = null;
        var longest = (Constants.HoldLeads * (Constants.UsualStart + Constants.ReactionTime)).TotalSeconds + 60;
        for (var t = 0; t <= longest && to is null or 4; t += 15)
        {
            var outcome = Idle(plan, state, 4, t);
            (state, to) = (outcome.State, outcome.Decision!.To);
        }

        Assert.Equal(3, to);
    }

    [Fact]
    public void No_time_is_later_than_a_clock_that_was_set_back_allows()
    {
        var late = At(7200);
        var state = MonitorState.Start with
        {
            Contention = new(3, late, true, [late], late, 1),
            Starting = new(late, late, 1),
            OutageEnd = late,
            IdleSince = late,
            Ready = new(3, late),
            Changes = [new(late, 2, 3)],
        };
        foreach (var one in Alone(state)) AssertNotAfter(one.NotAfter(At(0)));
        AssertNotAfter(state.NotAfter(At(0)));
        Assert.Same(state, state.NotAfter(late));
    }

    [Fact]
    public void A_clock_set_back_does_not_stop_the_learning()
    {
        var plan = Plan();
        var state = Pipeline.Decide(plan, MonitorState.Start, Observe(3, 8, 0, 4, 2, At(7200)), At(7200)).State;
        var before = state.Headrooms[0].Value;
        for (var t = 0; t < 90; t += 15) state = Pipeline.Decide(plan, state, Observe(3, 8, 0, 4, 2, At(t)), At(t)).State;
        Assert.Equal((At(75), At(75), At(75)), (state.Load[^1].Time, state.Demand.At, state.Headrooms[0].At));
        Assert.True(state.Headrooms[0].Value > before);
    }

    private static IEnumerable<MonitorState> Alone(MonitorState all)
    {
        yield return MonitorState.Start with { Contention = Contention.None with { HoldUntil = all.Contention.HoldUntil } };
        yield return MonitorState.Start with { Contention = Contention.None with { YieldUntil = all.Contention.YieldUntil } };
        yield return MonitorState.Start with { Contention = Contention.None with { Reverts = all.Contention.Reverts } };
        yield return MonitorState.Start with { Starting = new(all.Starting.Since, null, 0) };
        yield return MonitorState.Start with { Starting = new(null, all.Starting.RefusedUntil, 0) };
        yield return MonitorState.Start with { OutageEnd = all.OutageEnd };
        yield return MonitorState.Start with { IdleSince = all.IdleSince };
        yield return MonitorState.Start with { Ready = all.Ready };
        yield return MonitorState.Start with { Changes = all.Changes };
    }

    private static void AssertNotAfter(MonitorState state)
    {
        Assert.True(!(state.Contention.HoldUntil > At(0) + Constants.ManualHold));
        Assert.True(!(state.Contention.YieldUntil > At(0) + Constants.LongestYield));
        Assert.True(!(state.Starting.RefusedUntil > At(0) + Constants.LongestYield));
        DateTimeOffset?[] past = [state.Starting.Since, state.OutageEnd, state.IdleSince, state.Ready.GrewAt, .. state.Contention.Reverts, .. state.Changes.Select(c => c.Time)];
        Assert.All(past, t => Assert.True(!(t > At(0))));
    }

    [Fact]
    public void A_restart_goes_on_with_what_was_learned_and_looks_anew_at_the_rest()
    {
        var learned = new Learned(1.7, 4, Seconds(80));
        var state = MonitorState.Restore([new(At(-60), 2, 3)], [(Latency, ObjectiveState.Breached)], At(0), learned);
        Assert.Equal((learned, 3), (state.Learned, state.Contention.Expected));
        Assert.Equal(ObjectiveState.Breached, Assert.Single(state.Objectives).State);
        Assert.Empty(state.Recommendations);
        Assert.True(state.Load.IsEmpty && state.Demand.IsEmpty && state.Headrooms.IsEmpty);
        Assert.Equal(new(null, null, null), MonitorState.Restore([], [], At(0)).Learned);
    }

    [Fact]
    public void Changes_read_back_later_change_what_is_expected_only_where_they_are_news()
    {
        var state = Pipeline.Decide(Plan(), MonitorState.Start, Observe(0.3, 8, 0, 4, 2, At(0)), At(0)).State;
        state = state.WithChange(new(At(5), 2, 6), At(5)) with { Contention = state.Contention };
        Assert.Equal(2, state.WithChanges([new(At(-60), 5, 4), new(At(5), 2, 6)], At(5)).Contention.Expected);
        Assert.Equal(7, state.WithChanges([new(At(5), 2, 6), new(At(10), 6, 7)], At(10)).Contention.Expected);
        Assert.Equal(4, MonitorState.Start.WithChanges([new(At(-60), 5, 4)], At(0)).Contention.Expected);
    }

    [Fact]
    public void No_list_grows_without_end()
    {
        var random = new Random(4);
        var plan = Plan(Limits(1, 100, Free, Free with { Stabilization = Seconds(3600) }));
        var state = MonitorState.Start;
        for (var i = 0; i < 5000; i++)
        {
            var now = At(i * 5);
            var observation = Observe(random.NextDouble() * 2, random.Next(100), random.Next(50), random.Next(20), random.Next(1, 90), now);
            state = Pipeline.Decide(plan, state, observation, now).State;
        }

        var bytes = (state.Changes.Length * 48) + (state.Load.Length * 64) + (state.Recommendations.Length * 48) + (state.Objectives.Length * 256)
            + (state.Demand.Past.Length * 24) + (state.Headrooms.Length * 128) + (state.ColdStart.Took.Length * 4) + (state.Contention.Reverts.Length * 16);
        Assert.True(bytes < 16 * 1024, $"{bytes} bytes");
        Assert.True(state.Changes.Length <= Constants.MaxChanges);
        Assert.True(state.Load.Length <= Constants.MaxLoadSamples);
        Assert.True(state.Recommendations.Length <= Constants.MaxSlots + 1);
        Assert.True(state.Demand.Past.Length <= Constants.PastSlots + 2);
        Assert.True(state.ColdStart.Took.Length <= Constants.MaxStarts);
        Assert.True(state.Contention.Reverts.Length <= Constants.RevertsToYield);
    }

    private static Outcome Idle(Plan plan, MonitorState state, int current, double t) =>
        Pipeline.Decide(plan, state, Observe(0, 0, 0, 0, current, At(t)), At(t));
}
