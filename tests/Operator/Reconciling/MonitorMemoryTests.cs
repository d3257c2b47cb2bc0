using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class MonitorMemoryTests
{
    private static readonly DateTimeOffset Now = Findings.Now;
    private readonly V1Alpha1ModelMonitor _monitor = Findings.Monitor();
    private readonly Work _work = Findings.Of(ObjectiveState.Met, 0.4).Work;

    [Fact]
    public void A_restart_goes_on_with_the_objectives_states_and_the_changes_that_were_made()
    {
        var status = StatusOf(ObjectiveState.Breached, Record(2, 4, DecisionOutcome.Applied), Record(1, 2, DecisionOutcome.Failed));
        var memory = Findings.Memory(_monitor);
        Assert.Null(memory.Adopt(status, _monitor, _work, Standing.Alone, Now));
        Assert.Equal([new(Now, 2, 4)], memory.State.Changes);
        // One good sample does not end a breach, two more do.
        for (var i = 1; i <= 3; i++)
        {
            var now = Now.AddSeconds(15 * i);
            var observation = new Observation(new Dictionary<string, Reading> { ["first-token"] = Reading.Of(0.1, now) }, LoadReadings.Unknown(UnknownReason.NoData), new(4, 4));
            var outcome = Pipeline.Judge(_work.Plan, memory.State, observation, now);
            memory.State = outcome.State;
            Assert.Equal(i < 3 ? ObjectiveState.Breached : ObjectiveState.Met, outcome.Verdicts[0].State);
        }
    }

    [Fact]
    public void A_restart_goes_on_with_what_was_learned_and_does_not_write_it_anew()
    {
        var status = StatusOf(ObjectiveState.Met) with { Learned = new() { Headroom = "1.3", PodCapacity = "3.4", ColdStart = "95s" } };
        var memory = Findings.Memory(_monitor);
        memory.Adopt(status, _monitor, _work, Standing.Alone, Now);
        Assert.Equal(new(1.3, 3.4, TimeSpan.FromSeconds(95)), memory.State.Learned);
        Assert.Equal(status.Learned, StatusBuilder.Of(_monitor, status, Findings.Of(ObjectiveState.Met, 3), memory, Now.AddHours(1)).Learned);
    }

    [Fact]
    public void What_was_learned_under_another_spec_does_not_count()
    {
        var status = StatusOf(ObjectiveState.Met) with { Learned = new() { Headroom = "1.3" } };
        status.ObservedGeneration--;
        var memory = Findings.Memory(_monitor);
        memory.Adopt(status, _monitor, _work, Standing.Alone, Now);
        Assert.Equal(new(null, null, null), memory.State.Learned);
    }

    [Fact]
    public void States_of_another_generation_do_not_count()
    {
        var status = StatusOf(ObjectiveState.Breached);
        status.ObservedGeneration--;
        var memory = Findings.Memory(_monitor);
        memory.Adopt(status, _monitor, _work, Standing.Alone, Now);
        var good = new Observation(new Dictionary<string, Reading> { ["first-token"] = Reading.Of(0.1, Now) }, LoadReadings.Unknown(UnknownReason.NoData), new(4, 4));
        Assert.Equal(ObjectiveState.Met, Pipeline.Judge(_work.Plan, memory.State, good, Now).Verdicts[0].State);
    }

    [Fact]
    public void The_status_is_taken_over_once_a_term_and_gives_what_is_unfinished()
    {
        var status = StatusOf(ObjectiveState.Met, Record(2, 4, DecisionOutcome.Pending));
        var memory = Findings.Memory(_monitor);
        Assert.Equal(4, memory.Adopt(status, _monitor, _work, new(true, 7), Now)!.To);
        Assert.Empty(memory.State.Changes); // whether it was made is for the target to say
        Assert.Null(memory.Adopt(status, _monitor, _work, new(true, 7), Now));
        Assert.NotNull(memory.Adopt(status, _monitor, _work, new(true, 8), Now));
    }

    [Fact]
    public void A_standby_that_takes_over_keeps_what_it_saw_and_takes_the_leaders_changes()
    {
        var memory = Findings.Memory(_monitor);
        var seen = Pipeline.Decide(_work.Plan, memory.State, new(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.NoData), new(2, 2)), Now).State;
        memory.State = seen;
        memory.Follow(StatusOf(ObjectiveState.Met, Record(2, 4, DecisionOutcome.Applied)), Now);
        Assert.Equal([new(Now, 2, 4)], memory.State.Changes);
        memory.Adopt(StatusOf(ObjectiveState.Met, Record(4, 5, DecisionOutcome.Applied), Record(2, 4, DecisionOutcome.Applied)), _monitor, _work, new(true, 2), Now);
        Assert.Equal(2, memory.State.Changes.Length);
        // Which number is expected comes with the changes.
        Assert.Equal(seen.WithChanges([], Now).ExpectingNothing(), memory.State.WithChanges([], Now).ExpectingNothing());
    }

    [Fact]
    public void A_change_that_a_clock_set_back_puts_in_the_future_counts_from_when_it_was_first_seen()
    {
        var status = StatusOf(ObjectiveState.Met, Record(2, 4, DecisionOutcome.Applied));
        var memory = Findings.Memory(_monitor);
        var restart = Now.AddHours(-1);
        memory.Follow(status, restart);
        memory.Follow(status, restart.AddSeconds(15));
        memory.Adopt(status, _monitor, _work, new(true, 2), restart.AddSeconds(30));
        Assert.Equal([new(restart, 2, 4)], memory.State.Changes);
        // Nor does it count anew when the clock comes to its time.
        memory.Follow(status, Now.AddSeconds(1));
        Assert.Empty(memory.State.Changes);
    }

    [Fact]
    public void A_recommendation_that_stands_is_not_repeated_after_a_restart()
    {
        var status = StatusOf(ObjectiveState.Met, Record(2, 4, DecisionOutcome.Recommended));
        var memory = Findings.Memory(_monitor);
        Assert.True(memory.IsRepeated(Findings.Decision(2, 4), status));
        Assert.False(memory.IsRepeated(Findings.Decision(2, 5), status));
        memory.LastDecision = Findings.Decision(2, 2);
        Assert.False(memory.IsRepeated(Findings.Decision(2, 4), status));
    }

    private static DecisionRecord Record(int from, int to, string outcome) => DecisionRecords.Of(Findings.Decision(from, to), outcome, Now);

    private ModelMonitorStatus StatusOf(ObjectiveState state, params DecisionRecord[] decisions) => new()
    {
        ObservedGeneration = _monitor.Metadata.Generation,
        Objectives = [new() { Name = "first-token", State = state.ToString(), Value = "3s", Bound = "1s" }],
        Decisions = decisions,
    };
}
