using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;
using static ModelMonitor.Tests.Operator.Exporters.ExporterPods;

namespace ModelMonitor.Tests.Operator.Exporters;

public sealed class ExporterPlanTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Fact]
    public void Auto_uses_what_a_nodes_exporter_shows_and_touches_nothing()
    {
        var verdict = Decide(GpuExporterMode.Auto, [Plain("a"), Plain("b")], shown: ["a", "b"]);
        Assert.Equal((ExporterPhase.Observed, true, ConditionReason.AsExpected), (verdict.Phase!.Value, verdict.IsReady, verdict.Reason));
        Assert.Null(verdict.Inject);
        Assert.Null(verdict.Evict);
    }

    [Fact]
    public void Auto_says_the_next_step_where_nothing_shows_the_pods_and_still_touches_nothing()
    {
        var verdict = Decide(GpuExporterMode.Auto, [Plain("a"), Plain("b")], shown: ["a"]);
        Assert.Equal((false, ConditionReason.NoGpuSeries), (verdict.IsReady, verdict.Reason));
        Assert.Contains("b:", verdict.Message, StringComparison.Ordinal);
        Assert.Null(verdict.Inject);
        Assert.Null(verdict.Evict);
    }

    [Fact]
    public void Auto_does_not_judge_what_the_source_did_not_say_or_a_pod_that_just_became_ready()
    {
        Assert.Equal((null, ConditionReason.Collecting), Both(Decide(GpuExporterMode.Auto, [Plain("a")], shown: null)));
        var young = Plain("a");
        young.Status!.Conditions![1].LastTransitionTime = Now.AddMinutes(-1);
        Assert.Equal((null, ConditionReason.Collecting), Both(Decide(GpuExporterMode.Auto, [young], shown: [])));
        Assert.Equal((true, ConditionReason.AsExpected), Both(Decide(GpuExporterMode.Auto, [young, Plain("b")], shown: ["b"])));
        Assert.Equal((null, ConditionReason.Collecting), Both(Decide(GpuExporterMode.Auto, [Plain("a", isReady: false)], shown: [])));
    }

    [Fact]
    public void Auto_adds_a_sidecar_only_to_pods_that_can_share_a_claim_and_keeps_it_when_it_shows_them()
    {
        var (a, b) = (WithClaim(Plain("a")), WithClaim(Plain("b")));
        Assert.NotNull(Decide(GpuExporterMode.Auto, [a, b], shown: []).Inject);
        Assert.Null(Decide(GpuExporterMode.Auto, [a, b], shown: ["a", "b"]).Inject);
        Assert.Null(Decide(GpuExporterMode.Auto, [a, b], shown: null).Inject);
        var carrying = Decide(GpuExporterMode.Auto, [WithClaim(Carrying("a")), WithClaim(Carrying("b"))], shown: ["a", "b"]);
        Assert.Equal((ExporterPhase.Injected, true), (carrying.Phase!.Value, carrying.IsReady));
        Assert.NotNull(carrying.Inject);
    }

    [Fact]
    public void The_first_pod_is_evicted_once_the_order_has_settled_and_only_one_new_pod_may_get_it()
    {
        V1Pod[] pods = [Plain("b"), Plain("a")];
        var first = Decide(GpuExporterMode.Sidecar, pods);
        Assert.Equal((ExporterPhase.Canary, true), (first.Phase!.Value, first.IsCanary));
        Assert.Null(first.Evict);
        Assert.Equal(Now, first.Status!.Since);
        Assert.Null(Decide(GpuExporterMode.Sidecar, pods, before: Since(first, TimeSpan.FromSeconds(19))).Evict);
        var settled = Decide(GpuExporterMode.Sidecar, pods, before: Since(first, TimeSpan.FromSeconds(20)));
        Assert.Equal(("a", true), (settled.Evict!.Metadata.Name, settled.IsCanary));
        Assert.NotNull(settled.Inject);
        Assert.Equal(Now.AddSeconds(-20), settled.Status!.Since);
    }

    [Fact]
    public void While_the_first_has_to_prove_itself_no_other_pod_gets_it_and_none_goes()
    {
        var verdict = Decide(GpuExporterMode.Sidecar, [Waiting("a", "ContainerCreating", TimeSpan.FromSeconds(5)), Plain("b")], before: Before(ExporterPhase.Canary));
        Assert.Equal((ExporterPhase.Canary, false, ConditionReason.Canary), (verdict.Phase!.Value, verdict.IsReady, verdict.Reason));
        Assert.Null(verdict.Inject);
        Assert.Null(verdict.Evict);
    }

    [Fact]
    public void Once_proven_the_others_go_one_at_a_time_each_when_all_are_ready()
    {
        V1Pod[] pods = [Carrying("a"), Plain("b"), Plain("c")];
        var verdict = Decide(GpuExporterMode.Sidecar, pods, before: Before(ExporterPhase.Rolling), replicas: 3);
        Assert.Equal(("b", ConditionReason.RollingOut, false), (verdict.Evict!.Metadata.Name, verdict.Reason, verdict.IsCanary));
        Assert.NotNull(verdict.Inject);
        Assert.Null(Decide(GpuExporterMode.Sidecar, pods, before: Before(ExporterPhase.Canary), replicas: 3).Evict);
        Assert.Null(Decide(GpuExporterMode.Sidecar, [Carrying("a"), Plain("b")], before: Before(ExporterPhase.Rolling), replicas: 3).Evict);
        Assert.Null(Decide(GpuExporterMode.Sidecar, [Carrying("a"), Plain("b"), Plain("c", isReady: false)], before: Before(ExporterPhase.Rolling), replicas: 3).Evict);
    }

    [Fact]
    public void The_only_pod_is_never_evicted()
    {
        var verdict = Decide(GpuExporterMode.Sidecar, [Plain("a")], before: Before(ExporterPhase.Canary), replicas: 1);
        Assert.Null(verdict.Evict);
        Assert.Equal(ConditionReason.RolloutManual, verdict.Reason);
        Assert.Contains("only pod", verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GpuExporterRollout.Manual, MonitorMode.Enforce, true)]
    [InlineData(GpuExporterRollout.Auto, MonitorMode.Paused, true)]
    [InlineData(GpuExporterRollout.Auto, MonitorMode.Recommend, false)]
    public void Nobody_is_evicted_where_that_is_not_ours_to_do(GpuExporterRollout rollout, MonitorMode mode, bool injects)
    {
        var verdict = Decide(GpuExporterMode.Sidecar, [Carrying("a"), Plain("b")], before: Before(ExporterPhase.Rolling), rollout: rollout, mode: mode);
        Assert.Null(verdict.Evict);
        Assert.Equal(ConditionReason.RolloutManual, verdict.Reason);
        Assert.Equal(injects, verdict.Inject is not null);
    }

    [Theory]
    [InlineData("ImagePullBackOff", 30, 0, true)]
    [InlineData("ImagePullBackOff", 29, 0, false)]
    [InlineData("ErrImageNeverPull", 0, 0, true)]
    [InlineData("InvalidImageName", 0, 0, true)]
    [InlineData("CrashLoopBackOff", 1, 1, true)]
    [InlineData("ContainerCreating", 119, 2, false)]
    [InlineData("ContainerCreating", 120, 0, true)]
    [InlineData("ContainerCreating", 1, 3, true)]
    [InlineData("PodInitializing", 600, 0, false)]
    public void An_exporter_that_does_not_start_is_withdrawn_and_its_pod_replaced_whatever_the_others_do(
        string reason, int serverRunsForSeconds, int restarts, bool fails)
    {
        V1Pod[] pods = [Waiting("a", reason, TimeSpan.FromSeconds(serverRunsForSeconds), restarts), Plain("b", isReady: false)];
        var verdict = Decide(GpuExporterMode.Sidecar, pods, before: Before(ExporterPhase.Canary), rollout: GpuExporterRollout.Manual);
        Assert.Equal(fails, verdict.Phase == ExporterPhase.Withdrawn);
        Assert.Equal(fails ? "a" : null, verdict.Evict?.Metadata.Name);
        Assert.Null(verdict.Inject);
        if (fails) Assert.Equal((false, ConditionReason.ExporterFailed), Both(verdict));
    }

    [Fact]
    public void Before_the_pods_own_containers_run_its_exporter_has_not_failed()
    {
        var pod = Waiting("a", "ContainerCreating", Long);
        pod.Status!.ContainerStatuses![0].State = new() { Waiting = new() { Reason = "ContainerCreating" } };
        Assert.Equal(ExporterPhase.Canary, Decide(GpuExporterMode.Sidecar, [pod, Plain("b")], before: Before(ExporterPhase.Canary)).Phase);
    }

    [Fact]
    public void What_was_withdrawn_stays_so_until_it_is_another()
    {
        V1Pod[] pods = [Plain("a"), Plain("b")];
        var same = Decide(GpuExporterMode.Sidecar, pods, before: Before(ExporterPhase.Withdrawn));
        Assert.Equal((ExporterPhase.Withdrawn, false), (same.Phase!.Value, same.IsReady));
        Assert.Null(same.Inject);
        Assert.Null(same.Evict);
        var other = Decide(GpuExporterMode.Sidecar, pods, before: new() { Phase = nameof(ExporterPhase.Withdrawn), Revision = "another", Since = Now.AddHours(-1) });
        Assert.Equal(ExporterPhase.Canary, other.Phase);
        Assert.Equal(Now, other.Status!.Since);
    }

    [Fact]
    public void A_pod_that_the_cluster_does_not_make_any_more_withdraws_the_sidecar_and_quotes_why()
    {
        var verdict = Decide(GpuExporterMode.Sidecar, [Plain("b")], before: Before(ExporterPhase.Canary), missing: "the cluster made 1 of 2 pods: a quota may refuse the others");
        Assert.Equal(ExporterPhase.Withdrawn, verdict.Phase);
        Assert.Contains("a quota may refuse", verdict.Message, StringComparison.Ordinal);
        Assert.Equal(ExporterPhase.Injected, Decide(GpuExporterMode.Sidecar, [Carrying("b")], before: Before(ExporterPhase.Injected), missing: "no quota").Phase);
    }

    [Fact]
    public void Only_a_canary_that_no_node_takes_is_the_sidecars_fault()
    {
        var pod = Carrying("a", isReady: false, exporter: new() { Name = "nothing" });
        pod.Status!.Conditions![0] = new() { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/1 nodes", LastTransitionTime = Now - Long };
        Assert.Equal(ExporterPhase.Withdrawn, Decide(GpuExporterMode.Sidecar, [pod, Plain("b")], before: Before(ExporterPhase.Canary)).Phase);
        Assert.Equal(ExporterPhase.Injected, Decide(GpuExporterMode.Sidecar, [pod, Carrying("b")], before: Before(ExporterPhase.Injected)).Phase);
    }

    [Fact]
    public void After_a_pod_that_came_back_unchanged_the_next_goes_later_and_later()
    {
        var (old, back) = (Plain("a"), Plain("b"));
        back.Metadata.CreationTimestamp = Now.AddMinutes(-5);
        var verdict = Decide(GpuExporterMode.Sidecar, [old, back], before: Before(ExporterPhase.Canary));
        Assert.Null(verdict.Evict);
        Assert.Equal(ConditionReason.NotInjected, verdict.Reason);
        Assert.Contains("b came back unchanged", verdict.Message, StringComparison.Ordinal);

        // The order has stood for 10 minutes, 20 s of them to settle.
        back.Metadata.CreationTimestamp = Now.AddMinutes(-10).AddSeconds(21);
        Assert.Null(Decide(GpuExporterMode.Sidecar, [old, back], before: Before(ExporterPhase.Canary)).Evict);
        ExporterStatus longer = Before(ExporterPhase.Canary) with { Since = Now.AddMinutes(-30) };
        back.Metadata.CreationTimestamp = Now.AddMinutes(-10);
        Assert.Null(Decide(GpuExporterMode.Sidecar, [old, back], before: longer).Evict);
        back.Metadata.CreationTimestamp = Now.AddMinutes(-15);
        Assert.Equal("a", Decide(GpuExporterMode.Sidecar, [old, back], before: longer).Evict?.Metadata.Name);
        back.Metadata.CreationTimestamp = Now.AddMinutes(-5);

        // A later one that did get it shows that the webhook works.
        var proof = Carrying("c");
        proof.Metadata.CreationTimestamp = Now.AddMinutes(-2);
        Assert.Equal("a", Decide(GpuExporterMode.Sidecar, [old, back, proof], before: Before(ExporterPhase.Rolling), replicas: 3).Evict?.Metadata.Name);
    }

    [Fact]
    public void A_refusal_touches_no_pod_and_quotes_itself()
    {
        var verdict = ExporterPlan.Decide(Facts(GpuExporterMode.Sidecar, [Carrying("a"), Plain("b")]) with
        {
            Sidecar = null,
            Refusal = new(ConditionType.ExporterReady, ConditionReason.InjectionDisabled, "label it"),
        });
        Assert.Equal((ExporterPhase.Refused, false, ConditionReason.InjectionDisabled, "label it"), (verdict.Phase!.Value, verdict.IsReady, verdict.Reason, verdict.Message));
        Assert.Null(verdict.Inject);
        Assert.Null(verdict.Evict);
    }

    [Fact]
    public void An_exporter_that_has_to_share_a_claim_is_refused_to_pods_without_one()
    {
        var facts = Facts(GpuExporterMode.Sidecar, [Plain("a"), Plain("b")]) with { Sidecar = Sidecar with { NeedsClaims = true } };
        var verdict = ExporterPlan.Decide(facts);
        Assert.Equal((ExporterPhase.Refused, ConditionReason.InjectionRefused), (verdict.Phase!.Value, verdict.Reason));
        Assert.Null(verdict.Inject);
        Assert.NotNull(ExporterPlan.Decide(facts with { Pods = [WithClaim(Plain("a")), Plain("b")] }).Inject);
    }

    [Fact]
    public void All_of_them_carrying_it_is_ready_when_it_is_scraped_too()
    {
        V1Pod[] pods = [Carrying("a"), Carrying("b")];
        Assert.Equal((true, ConditionReason.AsExpected), Both(Decide(GpuExporterMode.Sidecar, pods, shown: ["a", "b"])));
        Assert.Equal((true, ConditionReason.AsExpected), Both(Decide(GpuExporterMode.Sidecar, pods, shown: null)));
        Assert.Equal((false, ConditionReason.NotScraped), Both(Decide(GpuExporterMode.Sidecar, pods, shown: ["a"])));
    }

    [Fact]
    public void Turned_off_pods_lose_it_one_at_a_time_and_the_last_one_is_told()
    {
        V1Pod[] pods = [Carrying("a"), Carrying("b")];
        var first = Decide(GpuExporterMode.None, pods);
        Assert.Equal((ExporterPhase.Removing, false, ConditionReason.RollingOut), (first.Phase!.Value, first.IsReady, first.Reason));
        Assert.Null(first.Inject);
        Assert.Null(first.Evict);
        var settled = Decide(GpuExporterMode.None, pods, before: Since(first, TimeSpan.FromMinutes(1)));
        Assert.Equal("a", settled.Evict!.Metadata.Name);
        var last = Decide(GpuExporterMode.None, [Plain("c"), Plain("d")], before: settled.Status);
        Assert.Equal((null, true), (last.Phase, last.IsJustRemoved));
        Assert.Null(last.Status);
        Assert.False(Decide(GpuExporterMode.None, [Plain("c")]).IsJustRemoved);
    }

    [Fact]
    public void Another_revision_replaces_the_pods_that_carry_the_old_one()
    {
        var verdict = Decide(GpuExporterMode.Sidecar, [Carrying("a"), Carrying("b", revision: "old")], before: Before(ExporterPhase.Rolling));
        Assert.Equal("b", verdict.Evict!.Metadata.Name);
    }

    [Fact]
    public void An_annotation_alone_is_no_sidecar()
    {
        var pod = Plain("a");
        pod.Metadata.Annotations = Carrying("b").Metadata.Annotations;
        Assert.Equal(ExporterPhase.Rolling, Decide(GpuExporterMode.Sidecar, [pod, Carrying("b")]).Phase);
    }

    private static (bool? IsReady, ConditionReason Reason) Both(ExporterVerdict verdict) => (verdict.IsReady, verdict.Reason);

    private static ExporterStatus Before(ExporterPhase phase) => new() { Phase = phase.ToString(), Revision = Revision, Since = Now - Long };

    private static ExporterStatus Since(ExporterVerdict verdict, TimeSpan ago) => verdict.Status! with { Since = Now - ago };

    private static V1Pod WithClaim(V1Pod pod)
    {
        pod.Spec!.ResourceClaims = [new() { Name = "gpu" }];
        return pod;
    }

    private static ExporterFacts Facts(GpuExporterMode mode, IReadOnlyList<V1Pod> pods) => new()
    {
        Mode = mode,
        Preset = "dcgm",
        Sidecar = Sidecar,
        Replicas = 2,
        Pods = pods,
        Now = Now,
    };

    private static ExporterVerdict Decide(
        GpuExporterMode exporter,
        IReadOnlyList<V1Pod> pods,
        IReadOnlyList<string>? shown = null,
        ExporterStatus? before = null,
        int replicas = 2,
        string? missing = null,
        GpuExporterRollout rollout = GpuExporterRollout.Auto,
        MonitorMode mode = MonitorMode.Enforce) => ExporterPlan.Decide(Facts(exporter, pods) with
        {
            Shown = shown?.ToHashSet(),
            Before = before,
            Replicas = replicas,
            PodsMissing = missing,
            Rollout = rollout,
            Monitor = mode,
        });
}
