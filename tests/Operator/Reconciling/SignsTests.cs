using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

/// <summary>What a decision says of the world around the target, as conditions.</summary>
public sealed class SignsTests
{
    private readonly V1Alpha1ModelMonitor _monitor = Findings.Monitor();
    private readonly MonitorMemory _memory = Findings.Memory(Findings.Monitor());

    [Theory]
    [InlineData(DecisionReason.HeldCapacityUnavailable)]
    [InlineData(DecisionReason.CapacityReleased)]
    public void Pods_that_do_not_start_are_missing_capacity_in_the_clusters_words(DecisionReason reason)
    {
        var finding = With(reason);
        Assert.Equal(("False CapacityUnavailable", finding.Decision!.Message), Condition(Build(null, finding), ConditionType.CapacityAvailable));
        finding = finding with { Replicas = finding.Replicas with { Blocked = "no node has a free GPU" } };
        Assert.Equal(("False CapacityUnavailable", "no node has a free GPU"), Condition(Build(null, finding), ConditionType.CapacityAvailable));
    }

    [Fact]
    public void The_words_for_missing_capacity_stay_while_they_only_count_on()
    {
        var finding = With(DecisionReason.HeldCapacityUnavailable);
        var first = Build(null, finding);
        var later = Build(first, finding with { Decision = finding.Decision! with { Message = "other numbers" } });
        Assert.Equal(Condition(first, ConditionType.CapacityAvailable), Condition(later, ConditionType.CapacityAvailable));
        Assert.Equal("True AsExpected", Condition(Build(later, With(DecisionReason.Steady)), ConditionType.CapacityAvailable).Head);
    }

    [Fact]
    public void Replicas_that_cannot_help_are_limited_scaling() =>
        Assert.Equal("True ScalingIneffective", Condition(Build(null, With(DecisionReason.ScalingIneffective)), ConditionType.ScalingLimited).Head);

    [Fact]
    public void While_metrics_are_unknown_what_was_said_of_limits_and_capacity_stands()
    {
        var limited = Build(null, With(DecisionReason.ScalingIneffective));
        var missing = Build(limited, With(DecisionReason.HeldCapacityUnavailable));
        var blind = Build(missing, With(DecisionReason.HeldUnknown, UnknownReason.Stale));
        Assert.Equal("False CapacityUnavailable", Condition(blind, ConditionType.CapacityAvailable).Head);
        Assert.Equal("True ScalingIneffective", Condition(Build(limited, With(DecisionReason.HeldUnknown, UnknownReason.Stale)), ConditionType.ScalingLimited).Head);
        Assert.DoesNotContain(Build(null, With(DecisionReason.HeldUnknown, UnknownReason.Stale)).Conditions!, c => c.Type == nameof(ConditionType.CapacityAvailable));
    }

    [Theory]
    [InlineData(DecisionReason.HeldReverted, "ReplicasReverted")]
    [InlineData(DecisionReason.HeldManual, "ManualHold")]
    public void Who_else_sets_replicas_is_named_and_scaling_is_not_active(DecisionReason reason, string word)
    {
        var finding = With(reason);
        var status = Build(null, finding);
        Assert.Equal($"True {word}", Condition(status, ConditionType.Contested).Head);
        Assert.StartsWith("somebody ", Condition(status, ConditionType.Contested).Message, StringComparison.Ordinal);
        Assert.Equal($"False {word}", Condition(status, ConditionType.ScalingActive).Head);
        status = Build(status, finding with { Replicas = finding.Replicas with { SetBy = "argocd-controller" } });
        Assert.StartsWith("'argocd-controller' ", Condition(status, ConditionType.Contested).Message, StringComparison.Ordinal);
        Assert.Equal("False Uncontested", Condition(Build(status, With(DecisionReason.Steady)), ConditionType.Contested).Head);
    }

    [Theory]
    [InlineData(ConditionReason.OtherMonitor)]
    [InlineData(ConditionReason.HorizontalPodAutoscaler)]
    [InlineData(ConditionReason.ScaledObject)]
    public void Another_scaler_in_the_way_is_the_contest(ConditionReason reason)
    {
        var finding = Findings.Of(ObjectiveState.Met, 0.4) with { Obstacle = new(ConditionType.Contested, reason, "it scales chat too") };
        var status = Build(null, finding);
        Assert.Equal(($"True {reason}", "it scales chat too"), Condition(status, ConditionType.Contested));
        Assert.Equal(($"False {reason}", "it scales chat too"), Condition(status, ConditionType.ScalingActive));
    }

    [Theory]
    [InlineData(ObjectiveState.Met, BudgetState.Healthy, "True AsExpected", "no objective is breached")]
    [InlineData(ObjectiveState.Met, BudgetState.Unknown, "True AsExpected", "no objective is breached")]
    [InlineData(ObjectiveState.Met, BudgetState.BudgetBurning, "True AsExpected", "no objective is breached; error budget burning: first-token")]
    [InlineData(ObjectiveState.Met, BudgetState.BudgetSpent, "False BudgetSpent", "no objective is breached now; error budget spent: first-token")]
    [InlineData(ObjectiveState.AtRisk, BudgetState.BudgetSpent, "False BudgetSpent", "no objective is breached now; error budget spent: first-token")]
    [InlineData(ObjectiveState.Breached, BudgetState.BudgetSpent, "False ObjectiveBreached", "breached: first-token; error budget spent: first-token")]
    [InlineData(ObjectiveState.Breached, BudgetState.Healthy, "False ObjectiveBreached", "breached: first-token")]
    [InlineData(ObjectiveState.Unknown, BudgetState.BudgetBurning, "Unknown ObjectiveUnknown", "cannot judge first-token; error budget burning: first-token")]
    public void The_SLO_is_not_met_when_the_budget_is_spent(ObjectiveState state, BudgetState budget, string head, string message) => Assert.Equal(
        (head, message),
        Condition(Build(null, Findings.Of(state, state == ObjectiveState.Unknown ? null : 0.9).WithBudget(budget)), ConditionType.SLOMet));

    [Fact]
    public void At_zero_by_plan_a_monitor_is_ready_as_long_as_the_gateways_queue_is_known()
    {
        var rest = AtRest(Reading.Of(0, Findings.Now), DecisionReason.Idle);
        var status = Build(null, rest);
        Assert.Equal("True AsExpected", Condition(status, ConditionType.Ready).Head);
        Assert.Equal(("True AsExpected", "the gateway's queue is known"), Condition(status, ConditionType.MetricsAvailable));
        Assert.Equal("Unknown ObjectiveUnknown", Condition(status, ConditionType.SLOMet).Head);
        Assert.Equal("True AsExpected", Condition(status, ConditionType.ScalingActive).Head);

        status = Build(null, AtRest(Reading.Unknown(UnknownReason.NoData, "no series"), DecisionReason.HeldUnknown));
        Assert.Equal("False ObjectiveUnknown", Condition(status, ConditionType.Ready).Head);
        Assert.Equal(
            ("False NoData", "requests waiting at the gateway (spec.scaling.wakeQuery): NoData: no series"), Condition(status, ConditionType.MetricsAvailable));
    }

    [Fact]
    public void At_zero_by_a_persons_hand_nothing_is_known()
    {
        var rest = AtRest(Reading.Of(0, Findings.Now), DecisionReason.ScaledToZero);
        var limits = rest.Work.Plan.Scaling! with { MinReplicas = 1 };
        var status = Build(null, rest with { Work = rest.Work with { Plan = rest.Work.Plan with { Scaling = limits } } });
        Assert.Equal("False ObjectiveUnknown", Condition(status, ConditionType.Ready).Head);
        Assert.Equal("False ScaledToZero", Condition(status, ConditionType.ScalingActive).Head);
    }

    private static Finding AtRest(Reading queued, DecisionReason reason)
    {
        var finding = Findings.Of(ObjectiveState.Unknown, null, decision: Findings.Decision(0, 0, reason, unknown: queued.Reason), loadKnown: false);
        var plan = finding.Work.Plan with { Scaling = finding.Work.Plan.Scaling! with { MinReplicas = 0 } };
        return finding with { Work = finding.Work with { Plan = plan }, Replicas = new(0, 0), Load = finding.Load with { Queued = queued } };
    }

    private static Finding With(DecisionReason reason, UnknownReason? unknown = null) =>
        Findings.Of(ObjectiveState.Met, 0.4, decision: Findings.Decision(2, 2, reason, unknown: unknown));

    private static (string Head, string Message) Condition(ModelMonitorStatus status, ConditionType type)
    {
        var condition = status.Conditions!.Single(c => c.Type == type.ToString());
        return ($"{condition.Status} {condition.Reason}", condition.Message);
    }

    private ModelMonitorStatus Build(ModelMonitorStatus? before, Finding finding) => StatusBuilder.Of(_monitor, before, finding, _memory, Findings.Now);
}
