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
        for (var t = 0; t <= 135 && to is null or 4; t += 15)
        {
            var outcome = Idle(plan, state, 4, t);
            (state, to) = (outcome.State, outcome.Decision!.To);
        }

        Assert.Equal(3, to);
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

        var bytes = (state.Changes.Length * 48) + (state.Load.Length * 64) + (state.Recommendations.Length * 48) + (state.Objectives.Length * 256);
        Assert.True(bytes < 16 * 1024, $"{bytes} bytes");
        Assert.True(state.Changes.Length <= Constants.MaxChanges);
        Assert.True(state.Load.Length <= Constants.MaxLoadSamples);
        Assert.True(state.Recommendations.Length <= Constants.MaxSlots + 1);
    }

    private static Outcome Idle(Plan plan, MonitorState state, int current, double t) =>
        Pipeline.Decide(plan, state, Observe(0, 0, 0, 0, current, At(t)), At(t));
}
