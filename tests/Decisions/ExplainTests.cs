using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>What a decision says of itself.</summary>
public class ExplainTests
{
    private static readonly Proposal Wish = new(6, FirstToken, DecisionReason.DemandGrew, "more to do");

    private static readonly Situation Busy = Situation(4, history: Constant(8, ready: 4), demand: new(10, 10, false, false, 1), needs: [Need(5.6, podRate: 5)]);

    [Fact]
    public void Every_step_that_was_taken_is_there_in_its_order_with_its_number()
    {
        var state = MonitorState.Restore([], [], At(0), new Learned(1.5, 2, Seconds(60)));
        var decision = Pipeline.Decide(Plan(), state, Observe(0.3, 8, 0, 4, 2, At(0)), At(0)).Decision!;
        Assert.Equal(
            ["demand", "podCapacity", "headroom", "need", "proposed", "gated", "stabilized", "checked", "rateLimited"],
            decision.Steps.Select(s => s.Name));
        Assert.Equal([4, 2], decision.Steps.Take(2).Select(s => s.Value));
        Assert.Equal(decision.Steps[3].Value, decision.Steps[0].Value * decision.Steps[2].Value / decision.Steps[1].Value, 9);
        Assert.Equal(Math.Ceiling(decision.Steps[3].Value), decision.Steps[4].Value);
    }

    [Fact]
    public void What_is_not_known_has_no_step()
    {
        var unknown = Pipeline.Decide(Plan(), MonitorState.Start, Blind(2), At(0)).Decision!;
        Assert.Equal("proposed", unknown.Steps[0].Name);
        var uncalibrated = Pipeline.Decide(Plan(), MonitorState.Start, Observe(0.3, 8, 0, 4, 2, At(0)), At(0)).Decision!;
        Assert.Equal(["demand", "proposed"], uncalibrated.Steps.Take(2).Select(s => s.Name));
    }

    [Fact]
    public void Under_a_limit_it_says_what_would_have_been_without()
    {
        var decision = Explain.Run(Wish.Trim(5, Guard.MaxReplicas, "maxReplicas is 5"), Wish, Busy, new(Busy), At(60));
        Assert.Equal("6 replicas without MaxReplicas", decision.Otherwise);
        Assert.Equal("Scale from 4 to 5: more to do; maxReplicas is 5.", decision.Message);
        Assert.Equal((4, 5, Guard.MaxReplicas), (decision.From, decision.To, decision.LimitedBy!.Value));
    }

    [Fact]
    public void Of_a_free_change_it_says_what_would_have_been_without_it() =>
        Assert.Equal("4 pods would run at 50% of their capacity", Explain.Run(Wish, Wish, Busy, new(Busy), At(60)).Otherwise);

    [Fact]
    public void Where_nothing_would_have_been_different_it_says_nothing()
    {
        var same = Wish with { To = 4 };
        Assert.Null(Explain.Run(same, same, Busy, new(Busy), At(60)).Otherwise);
        Assert.Null(Explain.Run(Wish, Wish, Situation(4), new(Situation(4)), At(60)).Otherwise);
        Assert.Null(Explain.Run(same.Hold(4, DecisionReason.HeldUnknown, Guard.Unknown, ""), same, Busy, new(Busy), At(60)).Otherwise);
    }

    [Fact]
    public void A_message_is_cut_to_its_length()
    {
        var long_ = Wish with { Because = new string('x', 1000) };
        var message = Explain.Run(long_, long_, Busy, new(Busy), At(60)).Message;
        Assert.Equal(256, message.Length);
        Assert.EndsWith("...", message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_six_inputs_at_most_with_their_ages()
    {
        var other = new Judged(Latency with { Name = "tokens" }, Judged(ObjectiveState.Met, 0.5).Verdict);
        var s = Busy with { Scaling = [other, Judged(ObjectiveState.Met, 0.3)] };
        Assert.Equal(
        [
            new(FirstToken, "300ms, 60s ago"), new("running", "8, 0s ago"), new("waiting", "0, 0s ago"), new("completed", "1/s, 0s ago"),
            new("replicas", "4 (4 ready)"), new("capacity", "5 requests/s a pod"),
        ], Explain.Run(Wish, Wish, s, new(s), At(60)).Inputs);
    }

    [Fact]
    public void An_unknown_input_says_why()
    {
        var s = Situation(4, scaling: [new(Latency, new(FirstToken, ObjectiveState.Unknown, Reading.Unknown(UnknownReason.Stale), UnknownReason.Stale, "", T0))],
            loadUnknown: UnknownReason.PartialData, capacity: default(CapacityMemory) with { Proven = 3.5 });
        Assert.Equal(
            [new(FirstToken, "unknown (Stale)"), new("load", "unknown (PartialData)"), new("replicas", "4 (4 ready)"), new("capacity", "at least 3.5 requests a pod")],
            Explain.Run(Wish, Wish, s, new(s), At(60)).Inputs);
    }
}
