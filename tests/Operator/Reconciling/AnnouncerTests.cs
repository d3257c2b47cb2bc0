using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class AnnouncerTests
{
    private readonly V1Alpha1ModelMonitor _monitor = Findings.Monitor();
    private readonly MonitorMemory _memory = Findings.Memory(Findings.Monitor());
    private readonly RecordedEvents _events = new();

    [Fact]
    public void A_breach_and_its_end_are_told_once_each()
    {
        Tell(Findings.Of(ObjectiveState.Met, 0.4));
        Tell(Findings.Of(ObjectiveState.AtRisk, 0.9));
        Tell(Findings.Of(ObjectiveState.Breached, 3));
        Tell(Findings.Of(ObjectiveState.Breached, 4));
        Tell(Findings.Of(ObjectiveState.AtRisk, 0.9));
        Tell(Findings.Of(ObjectiveState.Met, 0.4));
        Tell(Findings.Of(ObjectiveState.Met, 0.3));
        Assert.Equal(
            ["Warning SLOAtRisk", "Warning SLOBreached", "Normal SLORecovered"],
            _events.All.Select(e => e.Head));
        Assert.Equal("first-token is 3s, wanted below 1s", _events.All[1].Note);
    }

    [Fact]
    public void Unknown_metrics_are_told_once_per_reason_and_do_not_hide_a_breach()
    {
        Tell(Findings.Of(ObjectiveState.Breached, 3));
        Tell(Findings.Of(ObjectiveState.Unknown, null));
        Tell(Findings.Of(ObjectiveState.Unknown, null));
        Tell(Findings.Of(ObjectiveState.Unknown, null));
        Tell(Findings.Of(ObjectiveState.Breached, 3, loadKnown: false));
        Tell(Findings.Of(ObjectiveState.Breached, 3, loadKnown: false));
        Tell(Findings.Of(ObjectiveState.Met, 0.4));
        Assert.Equal(
            ["Warning SLOBreached", "Warning MetricsUnavailable", "Warning MetricsUnavailable", "Normal MetricsRestored", "Normal SLORecovered"],
            _events.All.Select(e => e.Head));
    }

    [Fact]
    public void Metrics_that_are_unknown_for_one_interval_are_nobodys_business()
    {
        Tell(Findings.Of(ObjectiveState.Unknown, null));
        Tell(Findings.Of(ObjectiveState.Met, 0.4));
        Tell(Findings.Of(ObjectiveState.Unknown, null));
        Assert.Empty(_events.All);
    }

    [Fact]
    public void A_problem_is_told_once_per_reason_and_collecting_never()
    {
        var missing = new Problem(ConditionType.TargetFound, ConditionReason.TargetNotFound, "no chat");
        var announcer = new Announcer(_events);
        announcer.Tell(_monitor, _memory, new Problem(ConditionType.MetricsAvailable, ConditionReason.Collecting, "soon"));
        announcer.Tell(_monitor, _memory, missing);
        announcer.Tell(_monitor, _memory, missing);
        Tell(Findings.Of(ObjectiveState.Met, 0.4));
        announcer.Tell(_monitor, _memory, missing);
        Assert.Equal(["Warning NotReady", "Warning NotReady"], _events.All.Select(e => e.Head));
    }

    [Theory]
    [InlineData("Applied", "Normal Scaled")]
    [InlineData("Recommended", "Normal ScalingRecommended")]
    [InlineData("Failed", "Warning ScaleFailed")]
    public void A_decision_is_told_with_its_numbers_and_id(string outcome, string head)
    {
        var record = DecisionRecords.Of(Findings.Decision(2, 4), outcome, Findings.Now);
        Tell(Findings.Of(ObjectiveState.Met, 0.4) with { Record = record });
        var told = Assert.Single(_events.All);
        Assert.Equal(head, told.Head);
        Assert.Contains("2 to 4 replicas", told.Note, StringComparison.Ordinal);
        Assert.Contains(record.Id, told.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_told_when_it_burns_when_it_is_spent_and_when_it_is_well_again()
    {
        BudgetState[] states =
        [
            BudgetState.Unknown, BudgetState.Healthy, BudgetState.BudgetBurning, BudgetState.BudgetBurning, BudgetState.BudgetSpent, BudgetState.Unknown,
            BudgetState.BudgetSpent, BudgetState.BudgetBurning, BudgetState.Healthy, BudgetState.Healthy,
        ];
        foreach (var state in states) Tell(Findings.Of(ObjectiveState.Met, 0.4).WithBudget(state));
        Assert.Equal(
            [
                ("Warning BudgetBurning", "first-token: BudgetBurning in words"),
                ("Warning BudgetSpent", "first-token: BudgetSpent in words"),
                ("Normal BudgetRecovered", "first-token: Healthy in words"),
            ],
            _events.All);
    }

    [Theory]
    [InlineData(DecisionReason.HeldCapacityUnavailable, "Warning CapacityUnavailable")]
    [InlineData(DecisionReason.ScalingIneffective, "Warning ScalingIneffective")]
    [InlineData(DecisionReason.HeldReverted, "Warning Contested")]
    [InlineData(DecisionReason.HeldManual, "Warning Contested")]
    public void What_a_decision_shows_around_the_target_is_told_once_until_it_is_over(DecisionReason reason, string head)
    {
        Tell(Deciding(reason));
        Tell(Deciding(reason));
        Tell(Deciding(DecisionReason.HeldUnknown));
        Tell(Deciding(reason));
        Assert.Equal([head], _events.All.Select(e => e.Head));
        Tell(Deciding(DecisionReason.Steady));
        Tell(Deciding(reason));
        Assert.Equal([head, head], _events.All.Select(e => e.Head));
    }

    [Fact]
    public void A_limit_is_told_anew_when_it_is_another()
    {
        Tell(Findings.Of(ObjectiveState.Breached, 3, decision: Findings.Decision(5, 5, DecisionReason.HeldAtMaximum, Guard.MaxReplicas)));
        Tell(Findings.Of(ObjectiveState.Breached, 3, decision: Findings.Decision(5, 5, DecisionReason.ScalingIneffective, Guard.Ineffective)));
        Assert.Equal(["Warning SLOBreached", "Warning ScalingLimited", "Warning ScalingIneffective"], _events.All.Select(e => e.Head));
    }

    [Theory]
    [InlineData(DecisionReason.HeldCapacityUnavailable)]
    [InlineData(DecisionReason.ScalingIneffective)]
    [InlineData(DecisionReason.HeldReverted)]
    [InlineData(DecisionReason.Steady)]
    public void A_restarted_operator_repeats_nothing(DecisionReason reason)
    {
        var finding = Findings.Of(ObjectiveState.Breached, 3, decision: Findings.Decision(2, 2, reason)).WithBudget(BudgetState.BudgetSpent, 3, -0.1);
        var left = Findings.Monitor();
        left.Status = StatusBuilder.Of(left, null, finding, Findings.Memory(left), Findings.Now);
        var memory = Findings.Memory(left);
        memory.Adopt(left.Status, left, finding.Work, Standing.Alone, Findings.Now);
        new Announcer(_events).Tell(left, memory, finding);
        Assert.Empty(_events.All);
    }

    private static Finding Deciding(DecisionReason reason) => Findings.Of(ObjectiveState.Met, 0.4, decision: Findings.Decision(2, 2, reason));

    private void Tell(Finding finding) => new Announcer(_events).Tell(_monitor, _memory, finding);

    private sealed class RecordedEvents : IEventRecorder
    {
        public List<(string Head, string Note)> All { get; } = [];

        public void Record(IKubernetesObject regarding, ResourceType resource, EventType type, string reason, string action, string note, string? occurrence = null) =>
            All.Add(($"{type} {reason}", note));
    }
}
