using System.Text.Json;
using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class StatusBuilderTests
{
    private static readonly DateTimeOffset Now = Findings.Now;
    private readonly V1Alpha1ModelMonitor _monitor = Findings.Monitor();
    private readonly MonitorMemory _memory = Findings.Memory(Findings.Monitor());

    [Fact]
    public void The_same_finding_gives_the_same_status()
    {
        var first = Build(null, Findings.Of(ObjectiveState.Met, 0.4), Now);
        _memory.WrittenAt = Now;
        var second = Build(first, Findings.Of(ObjectiveState.Met, 0.4), Now.AddHours(1));
        Assert.Equal(Json(first), Json(second));
    }

    [Theory]
    [InlineData(0.45, 3600, "400ms")] // moved by less than 10 % of the bound
    [InlineData(0.55, 30, "400ms")] // moved, but written 30 s ago
    [InlineData(0.55, 61, "550ms")]
    public void A_value_is_freshened_only_when_it_moved_and_some_time_has_passed(double seconds, int secondsLater, string shown)
    {
        var first = Build(null, Findings.Of(ObjectiveState.Met, 0.4), Now);
        _memory.WrittenAt = Now;
        var second = Build(first, Findings.Of(ObjectiveState.Met, seconds), Now.AddSeconds(secondsLater));
        Assert.Equal(shown, second.Objectives!.Single().Value);
        Assert.Equal(shown, second.Worst!.Value);
    }

    [Fact]
    public void A_value_is_rewritten_when_its_state_changes_or_with_a_decision()
    {
        var first = Build(null, Findings.Of(ObjectiveState.Met, 0.79), Now);
        _memory.WrittenAt = Now;
        var atRisk = Build(first, Findings.Of(ObjectiveState.AtRisk, 0.81), Now.AddSeconds(15));
        Assert.Equal("810ms", atRisk.Objectives!.Single().Value);
        _memory.WrittenAt = Now.AddSeconds(15);
        var record = DecisionRecords.Of(Findings.Decision(2, 3), DecisionOutcome.Pending, Now);
        var decided = Build(atRisk, Findings.Of(ObjectiveState.AtRisk, 0.83) with { Record = record }, Now.AddSeconds(30));
        Assert.Equal("830ms", decided.Objectives!.Single().Value);
    }

    [Fact]
    public void Ten_decisions_are_kept_newest_first_and_one_changes_its_outcome_in_place()
    {
        ModelMonitorStatus? status = null;
        for (var i = 0; i < 12; i++)
        {
            var record = DecisionRecords.Of(Findings.Decision(i, i + 1), DecisionOutcome.Pending, Now.AddMinutes(i));
            status = Build(status, Findings.Of(ObjectiveState.Breached, 3) with { Record = record }, Now.AddMinutes(i));
            status = Build(status, Findings.Of(ObjectiveState.Breached, 3) with { Record = record with { Outcome = DecisionOutcome.Applied } }, Now.AddMinutes(i));
        }

        Assert.Equal(10, status!.Decisions!.Count);
        Assert.Equal(Enumerable.Range(3, 10).Reverse(), status.Decisions.Select(d => d.To));
        Assert.All(status.Decisions, d => Assert.Equal(DecisionOutcome.Applied, d.Outcome));
    }

    [Theory]
    [InlineData(2, DecisionOutcome.Applied)] // the target has what the record wanted
    [InlineData(4, DecisionOutcome.Failed)]
    public void An_intent_of_a_process_that_died_is_settled_by_what_the_target_shows(int wanted, string outcome)
    {
        var before = new ModelMonitorStatus
        {
            Decisions = [DecisionRecords.Of(Findings.Decision(1, wanted), DecisionOutcome.Pending, Now)],
        };
        var status = Build(before, Findings.Of(ObjectiveState.Met, 0.4), Now.AddMinutes(1));
        Assert.Equal(outcome, status.Decisions!.Single().Outcome);
    }

    [Fact]
    public void A_problem_keeps_decisions_and_makes_every_objective_unknown()
    {
        var record = DecisionRecords.Of(Findings.Decision(1, 2), DecisionOutcome.Applied, Now);
        var before = Build(null, Findings.Of(ObjectiveState.Breached, 3) with { Record = record }, Now);
        var problem = new Problem(ConditionType.TargetFound, ConditionReason.TargetNotFound, "Deployment chat does not exist");
        var status = StatusBuilder.Of(_monitor, before, problem, Now.AddMinutes(1));
        Assert.Equal(record.Id, status.Decisions!.Single().Id);
        Assert.Equal("Unknown", status.Objectives!.Single().State);
        Assert.Equal("False TargetNotFound", Condition(status, ConditionType.Ready));
        Assert.Equal("False TargetNotFound", Condition(status, ConditionType.TargetFound));
        Assert.Equal("Breached", before.Objectives!.Single().State);
    }

    [Theory]
    [InlineData(ObjectiveState.Met, "True AsExpected", "True AsExpected", "True AsExpected")]
    [InlineData(ObjectiveState.AtRisk, "True AsExpected", "True AsExpected", "True AsExpected")]
    [InlineData(ObjectiveState.Breached, "True AsExpected", "True AsExpected", "False ObjectiveBreached")]
    [InlineData(ObjectiveState.Unknown, "False ObjectiveUnknown", "False NoData", "Unknown ObjectiveUnknown")]
    public void Conditions_follow_the_verdicts(ObjectiveState state, string ready, string metrics, string slo)
    {
        var status = Build(null, Findings.Of(state, state == ObjectiveState.Unknown ? null : 0.9), Now);
        Assert.Equal(ready, Condition(status, ConditionType.Ready));
        Assert.Equal(metrics, Condition(status, ConditionType.MetricsAvailable));
        Assert.Equal(slo, Condition(status, ConditionType.SLOMet));
    }

    [Fact]
    public void Scaling_says_why_it_is_not_active()
    {
        Assert.Equal("False NotConfigured", Scaling(Findings.Of(ObjectiveState.Met, 0.4, scaling: false)));
        Assert.Equal("False Paused", Scaling(Findings.Of(ObjectiveState.Met, 0.4, MonitorMode.Paused)));
        Assert.Equal("False RecommendOnly", Scaling(Findings.Of(ObjectiveState.Met, 0.4, MonitorMode.Recommend, Findings.Decision(2, 3))));
        Assert.Equal("False ScaleFailed", Scaling(Findings.Of(ObjectiveState.Met, 0.4) with { Obstacle = new(ConditionType.ScalingActive, ConditionReason.ScaleFailed, "quota") }));
        Assert.Equal("False ScaledToZero", Scaling(Findings.Of(ObjectiveState.Met, 0.4, decision: Findings.Decision(0, 0, DecisionReason.ScaledToZero))));
        Assert.Equal(
            "False Stale",
            Scaling(Findings.Of(ObjectiveState.Met, 0.4, decision: Findings.Decision(2, 2, DecisionReason.HeldUnknown, unknown: UnknownReason.Stale))));
        Assert.Equal("True AsExpected", Scaling(Findings.Of(ObjectiveState.Met, 0.4, decision: Findings.Decision(2, 2, DecisionReason.Steady))));

        string Scaling(Finding finding) => Condition(Build(null, finding, Now), ConditionType.ScalingActive);
    }

    [Fact]
    public void One_interval_that_cannot_be_judged_says_nothing_of_metrics_yet()
    {
        var before = Build(null, Findings.Of(ObjectiveState.Met, 0.4, decision: Findings.Decision(2, 2, DecisionReason.Steady)), Now);
        var unknown = Findings.Of(ObjectiveState.Met, 0.4, loadKnown: false, decision: Findings.Decision(2, 2, DecisionReason.HeldUnknown, unknown: UnknownReason.Stale));
        var held = Build(before, unknown with { Verdicts = [unknown.Verdicts[0] with { UnknownReason = UnknownReason.SourceUnreachable }] }, Now);
        Assert.Equal(("True AsExpected", "True AsExpected"), (Condition(held, ConditionType.MetricsAvailable), Condition(held, ConditionType.ScalingActive)));
        var next = Findings.Of(ObjectiveState.Unknown, null, loadKnown: false, decision: Findings.Decision(2, 2, DecisionReason.HeldUnknown, unknown: UnknownReason.Stale));
        var told = Build(held, next, Now);
        Assert.Equal(("False NoData", "False Stale"), (Condition(told, ConditionType.MetricsAvailable), Condition(told, ConditionType.ScalingActive)));
    }

    [Fact]
    public void A_maximum_in_the_way_is_a_reason_to_look()
    {
        var limited = Findings.Decision(5, 5, DecisionReason.HeldAtMaximum, Guard.MaxReplicas);
        var status = Build(null, Findings.Of(ObjectiveState.Breached, 3, decision: limited), Now);
        Assert.Equal("True MaxReplicas", Condition(status, ConditionType.ScalingLimited));
    }

    [Fact]
    public void Numbers_that_change_all_the_time_do_not_change_a_condition()
    {
        var first = Build(null, Findings.Of(ObjectiveState.Met, 0.4, loadKnown: false), Now);
        _memory.WrittenAt = Now;
        var finding = Findings.Of(ObjectiveState.Met, 0.4);
        var later = finding with { Load = LoadReadings.Unknown(UnknownReason.Stale, "90 s old") };
        Assert.Equal(Json(first), Json(Build(first, later, Now.AddSeconds(15))));
        Assert.Equal("False Stale", Condition(first, ConditionType.MetricsAvailable));
    }

    private ModelMonitorStatus Build(ModelMonitorStatus? before, Finding finding, DateTimeOffset now) =>
        StatusBuilder.Of(_monitor, before, finding, _memory, now);

    private static string Condition(ModelMonitorStatus status, ConditionType type)
    {
        var condition = status.Conditions!.Single(c => c.Type == type.ToString());
        Assert.Equal(3, condition.ObservedGeneration);
        return $"{condition.Status} {condition.Reason}";
    }

    private static string Json(ModelMonitorStatus status) => JsonSerializer.Serialize(status, ResourcesJsonContext.Default.ModelMonitorStatus);
}
