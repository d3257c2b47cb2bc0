using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>The voice of the load: an absolute number.</summary>
public class ProposeTests
{
    public static TheoryData<double, int, int, DecisionReason> Needs => new()
    {
        { 2, 2, 2, DecisionReason.Steady },
        { 1.01, 2, 2, DecisionReason.Steady },
        { 2 * (1 + Constants.Tolerance) - 1e-6, 2, 2, DecisionReason.Steady },
        { 2 * (1 + Constants.Tolerance) + 1e-6, 2, 3, DecisionReason.DemandGrew },
        { 10, 2, 10, DecisionReason.DemandGrew },
        { 100.5, 99, 101, DecisionReason.DemandGrew },
        { 1, 2, 1, DecisionReason.DemandFell },
        { 3.2, 16, 4, DecisionReason.DemandFell },
        { 0.01, 16, 1, DecisionReason.DemandFell },
    };

    [Theory]
    [MemberData(nameof(Needs))]
    public void With_a_known_capacity_the_load_asks_for_an_absolute_number(double exact, int current, int to, DecisionReason reason)
    {
        var proposal = Propose.Run(Situation(current, needs: [Need(exact)]));
        var trigger = reason == DecisionReason.DemandGrew ? FirstToken : Decision.LoadTrigger;
        Assert.Equal((to, reason, trigger), (proposal.To, proposal.Reason, proposal.Trigger));
    }

    [Fact]
    public void The_largest_need_counts_and_names_its_objective()
    {
        var other = Latency with { Name = "tokens" };
        var proposal = Propose.Run(Situation(needs: [Need(2.5), Need(4.5, other), Need(3.5)]));
        Assert.Equal((5, "tokens"), (proposal.To, proposal.Trigger));
    }

    [Fact]
    public void The_load_says_its_numbers() => Assert.Equal(
        "6 requests/s need 2.4 pods (5 each, headroom 1.4), 4 with the reserve",
        Propose.Run(Situation(demand: new(6, 6, false, false, 1), needs: [Need(2.4)], limits: Limits() with { ReservePods = 1 })).Because);

    [Fact]
    public void A_missing_reserve_is_no_noise()
    {
        var limits = Limits() with { ReservePods = 1 };
        Assert.Equal(3, Propose.Run(Situation(2, needs: [Need(1.9)], limits: limits)).To);
        Assert.Equal(3, Propose.Run(Situation(3, needs: [Need(2 + Constants.Tolerance)], limits: limits)).To);
        Assert.Equal(3, Propose.Run(Situation(3, needs: [Need(2 + Constants.Tolerance)], limits: Limits() with { ReserveShare = 0.5 })).To);
        Assert.Equal(4, Propose.Run(Situation(3, needs: [Need(2.2)], limits: limits)).To);
    }

    [Fact]
    public void The_minimum_is_part_of_what_the_load_asks_for() =>
        Assert.Equal(3, Propose.Run(Situation(6, needs: [Need(0.5)], limits: Limits(min: 3))).To);

    [Fact]
    public void A_load_that_is_not_known_asks_for_nothing()
    {
        var proposal = Propose.Run(Situation(needs: [Need(9)], loadUnknown: UnknownReason.NoData));
        Assert.Equal((2, DecisionReason.Steady), (proposal.To, proposal.Reason));
    }

    [Theory]
    [InlineData(6, 0, 2, DecisionReason.DemandFell)]
    [InlineData(6, 1, 3, DecisionReason.DemandFell)]
    [InlineData(2, 0, 2, DecisionReason.Steady)]
    public void A_confirmed_zero_needs_the_minimum_and_the_reserve_without_any_proof(int current, int reserve, int to, DecisionReason reason)
    {
        var idle = Constant(0, completed: 0, ready: current);
        var proposal = Propose.Run(Situation(current, history: idle, limits: Limits(min: 2) with { ReservePods = reserve }));
        Assert.Equal((to, reason), (proposal.To, proposal.Reason));
    }

    [Fact]
    public void Fast_requests_that_no_sample_catches_are_not_zero() =>
        Assert.Equal(6, Propose.Run(Situation(6, history: Constant(0, completed: 50, ready: 6))).To);

    [Fact]
    public void Without_a_known_capacity_the_load_alone_never_raises() =>
        Assert.Equal(2, Propose.Run(Situation(history: Constant(500, ready: 2), capacity: default(CapacityMemory) with { Proven = 3 })).To);

    /// <summary>6 requests at once on 4 pods: ceil(sqrt(6 / proven · 4)).</summary>
    [Theory]
    [InlineData(null, 4, DecisionReason.HeldUnproven)]
    [InlineData(1.9, 4, DecisionReason.HeldUnproven)]
    [InlineData(2.6, 4, DecisionReason.HeldUnproven)]
    [InlineData(2.7, 3, DecisionReason.DemandFell)]
    [InlineData(24.0, 1, DecisionReason.DemandFell)]
    public void Without_a_known_capacity_pods_go_only_to_a_level_that_was_carried(double? proven, int to, DecisionReason reason)
    {
        var proposal = Propose.Run(Situation(4, history: Constant(6, ready: 4), capacity: default(CapacityMemory) with { Proven = proven }));
        Assert.Equal((to, reason), (proposal.To, proposal.Reason));
    }

    [Theory]
    [InlineData(2, 0.2, 1, DecisionReason.DemandFell)]
    [InlineData(2, 0.21, 2, DecisionReason.HeldUnproven)]
    [InlineData(4, 0.45, 3, DecisionReason.DemandFell)]
    [InlineData(4, 0.46, 4, DecisionReason.HeldUnproven)]
    [InlineData(30, 0.64, 27, DecisionReason.DemandFell)]
    [InlineData(30, 0.65, 30, DecisionReason.HeldUnproven)]
    public void Where_nothing_was_ever_in_trouble_one_step_is_tried_that_keeps_the_objective_at_worst(int current, double value, int to, DecisionReason reason)
    {
        var proposal = Propose.Run(Situation(current, scaling: [WithBudget(value)], history: Constant(6, ready: current)));
        Assert.Equal((to, reason), (proposal.To, proposal.Reason));
    }

    [Fact]
    public void Nothing_is_tried_while_anything_speaks_against_it()
    {
        var (calm, history) = (WithBudget(0.1), Constant(6, ready: 4));
        Assert.Equal(3, Propose.Run(Situation(4, scaling: [calm], history: history)).To);

        // An objective that may not be missed, or that was; one of two.
        AssertHeld(Situation(4, scaling: [Judged(ObjectiveState.Met, 0.1)], history: history));
        AssertHeld(Situation(4, scaling: [WithBudget(0.1, left: 0.49)], history: history));
        AssertHeld(Situation(4, scaling: [WithBudget(0.1, left: null)], history: history));
        AssertHeld(Situation(4, scaling: [WithBudget(0.1, budget: BudgetState.BudgetBurning)], history: history));
        AssertHeld(Situation(4, scaling: [WithBudget(0.1, state: ObjectiveState.AtRisk)], history: history));
        AssertHeld(Situation(4, scaling: [calm, WithBudget(0.6)], history: history));

        // A queue, a limit that is known, too young pods, a window that is not whole, a reserve.
        AssertHeld(Situation(4, scaling: [calm], history: Constant(6, waiting: 1.9, ready: 4)));
        AssertHeld(Situation(4, scaling: [calm], history: history, capacity: default(CapacityMemory) with { Limit = 30 }));
        AssertHeld(Situation(4, scaling: [calm], history: history, settled: false));
        AssertHeld(Situation(4, scaling: [calm], history: [.. history.TakeLast(3)]));
        AssertHeld(Situation(4, scaling: [calm], history: history, limits: Limits() with { ReservePods = 3 }));
        AssertHeld(Situation(4, scaling: [], history: history));

        static void AssertHeld(Situation s) => Assert.Equal(DecisionReason.HeldUnproven, Propose.Run(s).Reason);
    }

    [Theory]
    [InlineData(1.8, 3)]
    [InlineData(1.9, 4)]
    public void Waiting_requests_are_as_far_from_a_full_pod_as_objectives_from_their_bounds_over_a_window(double waiting, int to)
    {
        // 0.45 of one per pod, as 0.45 of the bound above; at one moment more of them may wait.
        var history = Constant(6, ready: 4).SetItem(1, Sample(15, 6, waiting: 5 * waiting, ready: 4));
        Assert.Equal(to, Propose.Run(Situation(4, scaling: [WithBudget(0.1)], history: history)).To);
    }

    [Theory]
    [InlineData(1.08, 0.1, 27)] // by what was carried 29, which is not worth a change
    [InlineData(1.08, 0.7, 29)]
    [InlineData(2, 0.1, 22)]
    public void Where_a_level_was_carried_the_larger_step_counts(double proven, double value, int to)
    {
        var situation = Situation(30, scaling: [WithBudget(value)], history: Constant(30, ready: 30), capacity: default(CapacityMemory) with { Proven = proven });
        Assert.Equal(to, Propose.Run(situation).To);
    }

    [Fact]
    public void A_reserve_stays_also_where_only_a_level_is_known()
    {
        var (proven, limits) = (default(CapacityMemory) with { Proven = 24 }, Limits() with { ReservePods = 2 });
        Assert.Equal(3, Propose.Run(Situation(4, history: Constant(6, ready: 4), capacity: proven, limits: limits)).To);
    }

    private static Judged WithBudget(
        double value, double? left = 0.9, BudgetState budget = BudgetState.Healthy, ObjectiveState state = ObjectiveState.Met)
    {
        var one = Judged(state, value);
        return one with { Verdict = one.Verdict with { Budget = new(budget, 0.1, left, false, "detail") } };
    }
}
