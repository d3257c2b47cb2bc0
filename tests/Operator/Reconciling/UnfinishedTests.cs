using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class UnfinishedTests
{
    private static readonly DateTimeOffset Now = Findings.Now;
    private readonly V1Alpha1ModelMonitor _monitor = Findings.Monitor();

    public UnfinishedTests() => _monitor.Status = new() { ObservedGeneration = _monitor.Metadata.Generation };

    [Fact]
    public void A_fresh_intent_is_carried_out_by_a_process_that_knows_less()
    {
        var (outcome, intent) = Resume(Record(2, 5), Findings.Decision(2, 2, DecisionReason.Steady));
        Assert.Equal((2, 5), (outcome.Decision!.From, outcome.Decision.To));
        Assert.Equal("intent", intent!.Id);
        Assert.Equal([new(Now, 2, 5)], outcome.State.Changes);
    }

    [Fact]
    public void The_same_decision_runs_under_the_recorded_id() =>
        Assert.Equal("intent", Resume(Record(2, 4), Findings.Decision(2, 4)).Intent?.Id);

    [Theory]
    [InlineData("another target")]
    [InlineData("another spec")]
    [InlineData("too old")]
    [InlineData("replicas moved")]
    [InlineData("more is wanted")]
    public void An_intent_that_is_no_longer_good_is_not_carried_out(string why)
    {
        var record = Record(2, 4);
        var target = Target(2);
        var decision = Findings.Decision(2, 2, DecisionReason.Steady);
        switch (why)
        {
            case "another target": record.TargetUid = "another"; break;
            case "another spec": _monitor.Metadata.Generation++; break;
            case "too old": record.Time = Now - Constants.FreshFor - TimeSpan.FromSeconds(1); break;
            case "replicas moved": target = Target(3); break;
            case "more is wanted": decision = Findings.Decision(2, 5); break;
        }

        Assert.Null(Unfinished.Resume(record, Outcome(decision), MonitorState.Start, _monitor, target, Now).Intent);
    }

    [Theory]
    [InlineData(null, 2, true)]
    [InlineData(UnknownReason.Stale, 2, false)] // what is not known never removes a pod
    [InlineData(null, 4, false)] // growth is wanted now
    public void Replicas_are_removed_only_when_the_present_decision_agrees(UnknownReason? unknown, int to, bool resumed)
    {
        var decision = Findings.Decision(3, to, DecisionReason.Steady, unknown: unknown);
        Assert.Equal(resumed, Unfinished.Resume(Record(3, 2), Outcome(decision), MonitorState.Start, _monitor, Target(3), Now).Intent is not null);
    }

    [Fact]
    public void What_the_target_shows_settles_it_and_counts_for_the_rate_limits()
    {
        var (state, record) = Unfinished.Settle(Record(2, 4), MonitorState.Start, Target(4), Now);
        Assert.Equal(DecisionOutcome.Applied, record!.Outcome);
        Assert.Equal([new(Now, 2, 4)], state.Changes);
        Assert.Equal(state.Changes, Unfinished.Settle(Record(2, 4), state, Target(4), Now).State.Changes);

        (state, record) = Unfinished.Settle(Record(2, 4), MonitorState.Start, Target(2), Now);
        Assert.Equal(DecisionOutcome.Failed, record!.Outcome);
        Assert.Empty(state.Changes);
    }

    [Fact]
    public void Replicas_of_a_recreated_target_prove_nothing()
    {
        var record = Record(2, 4);
        record.TargetUid = "another";
        Assert.Equal(DecisionOutcome.Failed, Unfinished.Settle(record, MonitorState.Start, Target(4), Now).Record!.Outcome);
    }

    [Fact]
    public void What_is_carried_out_after_a_restart_is_not_taken_for_somebody_elses_number()
    {
        var plan = Findings.Of(ObjectiveState.Met, 0.2).Work.Plan;
        var calm = Pipeline.Decide(plan, MonitorState.Start, Seen(2, 0.2, waiting: 0, Now), Now);
        Assert.Equal(2, calm.Decision!.To);
        var (outcome, intent) = Unfinished.Resume(Record(2, 1), calm, MonitorState.Start, _monitor, Target(2), Now);
        Assert.NotNull(intent);
        var later = Now;
        var next = outcome;
        for (var i = 0; i < 3 && next.Decision?.To != 2; i++)
        {
            later += Constants.Interval;
            next = Pipeline.Decide(plan, next.State, Seen(1, 5, waiting: 30, later), later);
            Assert.NotEqual(DecisionReason.HeldManual, next.Decision!.Reason);
        }

        Assert.True(next.Decision!.To > 1, next.Decision.Message);
    }

    private static Observation Seen(int replicas, double seconds, double waiting, DateTimeOffset at) => new(
        new Dictionary<string, Reading> { ["first-token"] = Reading.Of(seconds, at) },
        new(Reading.Of(8, at), Reading.Of(waiting, at), Reading.Of(4, at)),
        new(replicas, replicas));

    private static DecisionRecord Record(int from, int to)
    {
        var record = DecisionRecords.Of(Findings.Decision(from, to), DecisionOutcome.Pending, Now, "uid");
        record.Id = "intent";
        return record;
    }

    private static Target Target(int replicas) => new(
        V1Deployment.Resource, new("llm", "chat"), new Scale(new() { Uid = "uid", ResourceVersion = "7" }, replicas, replicas, "app=chat"), PodSelector.Parse("app=chat"), true);

    private static Outcome Outcome(Decision decision) => new(MonitorState.Start, [], decision);

    private (Outcome Outcome, DecisionRecord? Intent) Resume(DecisionRecord record, Decision decision) =>
        Unfinished.Resume(record, Outcome(decision), MonitorState.Start, _monitor, Target(2), Now);
}
