using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Reconciling;

public sealed class ReconcilerTests(ClusterFixture fixture)
{
    [Fact]
    public async Task A_monitor_says_that_it_collects_only_when_its_first_sample_does_not_come_at_once()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        await stage.ReconcileAsync();
        Assert.Equal("absent", await stage.ConditionAsync(ConditionType.MetricsAvailable));
        await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.StartsWith("True", await stage.ConditionAsync(ConditionType.MetricsAvailable), StringComparison.Ordinal);

        // What is asked now has no sample yet, and is given the same moment.
        await fixture.Client.Resource<V1Alpha1ModelMonitor>().PatchAsync(
            stage.Key, Patch.Merge("""{"spec":{"objectives":[{"name":"first-token","indicator":"time-to-first-token","below":"2500ms"}]}}"""));
        await stage.ReconcileAsync();
        Assert.StartsWith("True", await stage.ConditionAsync(ConditionType.MetricsAvailable), StringComparison.Ordinal);
        stage.Time.Advance(TimeSpan.FromSeconds(4));
        await stage.ReconcileAsync();
        Assert.Equal("False Collecting", await stage.ConditionAsync(ConditionType.MetricsAvailable));
    }

    [Fact]
    public async Task A_breach_scales_the_target_is_recorded_and_told()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        await OverloadAsync(stage, 2);
        Assert.InRange(await stage.ReplicasAsync(), 2, 8);
        var status = (await stage.MonitorAsync()).Status!;
        var first = status.Decisions![^1];
        Assert.Equal((1, "Applied"), (first.From, first.Outcome));
        Assert.Equal(await stage.ReplicasAsync(), status.Decisions[0].To);
        Assert.Contains("Scaled", stage.Events.Reasons);
        Assert.Contains("SLOBreached", stage.Events.Reasons);
        Assert.Equal("Breached", status.Worst!.State);
        Assert.Equal("True AsExpected", await stage.ConditionAsync(ConditionType.Ready));
    }

    [Fact]
    public async Task Constant_inputs_write_nothing()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        for (var i = 0; i < 4; i++) await stage.IntervalAsync(0.2, 2, 0, 2);
        var before = (await stage.MonitorAsync()).Metadata.ResourceVersion;
        for (var i = 0; i < 40; i++) await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.Equal(before, (await stage.MonitorAsync()).Metadata.ResourceVersion);
        Assert.Equal(0, stage.Scales.Patches);
    }

    [Theory]
    [InlineData(MonitorMode.Paused)]
    [InlineData(MonitorMode.Recommend)]
    public async Task Only_Enforce_sends_anything(MonitorMode mode)
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, change: m => m.Spec.Mode = mode);
        await OverloadAsync(stage, 4);
        Assert.Equal(1, await stage.ReplicasAsync());
        Assert.Equal(0, stage.Scales.Patches);
        var recommended = ((await stage.MonitorAsync()).Status!.Decisions ?? []).Where(d => d.Outcome == "Recommended");
        Assert.Equal(mode == MonitorMode.Recommend, recommended.Any());
        Assert.Contains("SLOBreached", stage.Events.Reasons);
    }

    [Fact]
    public async Task What_was_only_recommended_is_not_taken_for_undone_by_somebody_when_the_mode_changes()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, change: m => m.Spec.Mode = MonitorMode.Recommend);
        await OverloadAsync(stage, 3);
        Assert.Equal(("Recommended", 0), ((await stage.MonitorAsync()).Status!.Decisions![0].Outcome, stage.Scales.Patches));
        await fixture.Client.Resource<V1Alpha1ModelMonitor>().PatchAsync(stage.Key, Patch.Merge("""{"spec":{"mode":"Enforce"}}"""));
        for (var i = 0; i < 3; i++) await stage.IntervalAsync(5, 8, 30, 4);
        Assert.True(await stage.ReplicasAsync() > 1, await stage.ConditionAsync(ConditionType.ScalingActive));
    }

    [Fact]
    public async Task A_target_at_zero_is_woken_by_what_waits_at_the_gateway_and_by_nothing_else()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, change: m => m.Spec.Scaling = new() { MinReplicas = 0, MaxReplicas = 8, WakeQuery = "sum(queue{$selector})" });
        await fixture.Client.Resource<V1Deployment>().PatchAsync(stage.Key, Patch.Merge("""{"spec":{"replicas":0}}"""));
        for (var i = 0; i < 3; i++) await stage.AsleepAsync(queued: 0);
        await stage.OutageAsync(UnknownReason.NoReadyPods);
        Assert.Equal((0, 0), (await stage.ReplicasAsync(), stage.Scales.Patches));
        await stage.AsleepAsync(queued: 2);
        Assert.Equal(1, await stage.ReplicasAsync());
        Assert.Equal("Woken", (await stage.MonitorAsync()).Status!.Decisions![0].Reason);
    }

    [Fact]
    public async Task A_target_that_changed_meanwhile_is_looked_at_and_decided_on_again()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        var meddled = false;
        stage.Scales.BeforePatch = async () =>
        {
            if (meddled) return;
            meddled = true;
            await AnnotateAsync(stage);
        };
        await OverloadAsync(stage, 1);
        Assert.True(meddled);
        // The Deployment's controller moves the version too, so it may take more than one more try; it stays one decision.
        Assert.InRange(stage.Scales.Patches, 2, ModelMonitorReconciler.MaxAttempts);
        var decision = Assert.Single((await stage.MonitorAsync()).Status!.Decisions!);
        Assert.Equal("Applied", decision.Outcome);
        Assert.Equal(decision.To, await stage.ReplicasAsync());
    }

    [Fact]
    public async Task A_target_that_never_stands_still_is_given_up_after_five_attempts()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Scales.BeforePatch = () => AnnotateAsync(stage);
        await OverloadAsync(stage, 1);
        Assert.Equal(ModelMonitorReconciler.MaxAttempts, stage.Scales.Patches);
        Assert.Equal(1, await stage.ReplicasAsync());
        Assert.Equal("False WriteConflict", await stage.ConditionAsync(ConditionType.ScalingActive));
        Assert.Contains("ScaleFailed", stage.Events.Reasons);
    }

    [Fact]
    public async Task A_recreated_target_is_not_touched_by_the_old_decision()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        var recreated = false;
        stage.Scales.BeforePatch = async () =>
        {
            if (recreated) return;
            recreated = true;
            await stage.DeleteDeploymentAsync();
            await stage.CreateDeploymentAsync(7);
        };
        await OverloadAsync(stage, 1);
        Assert.Equal("Failed", (await stage.MonitorAsync()).Status!.Decisions![^1].Outcome);
        Assert.True(await stage.ReplicasAsync() >= 7, "the decision for the old object reached the new one");
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_confirmed_by_looking_and_not_repeated()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Scales.AfterPatch = () => throw new KubernetesException("the connection was cut");
        await OverloadAsync(stage, 1);
        Assert.Equal(1, stage.Scales.CarriedOut);
        var decision = Assert.Single((await stage.MonitorAsync()).Status!.Decisions!);
        Assert.Equal("Applied", decision.Outcome);
        Assert.Equal(decision.To, await stage.ReplicasAsync());
    }

    [Fact]
    public async Task An_intent_that_a_dead_process_left_is_settled_and_its_cooldown_counts()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        // The process dies between the intent and its confirmation: the status write after the act never happens.
        stage.Scales.AfterPatch = () => throw new ProcessDied();
        await Assert.ThrowsAsync<ProcessDied>(() => OverloadAsync(stage, 1));
        var after = await stage.ReplicasAsync();
        Assert.Equal("Pending", (await stage.MonitorAsync()).Status!.Decisions![0].Outcome);

        stage.Restart();
        stage.Scales.AfterPatch = null;
        await stage.IntervalAsync(0.2, 1, 0, 2);
        Assert.Equal("Applied", (await stage.MonitorAsync()).Status!.Decisions![0].Outcome);
        for (var i = 0; i < 10; i++) await stage.IntervalAsync(0.2, 1, 0, 2);
        Assert.Equal(after, await stage.ReplicasAsync());
        Assert.Equal(1, stage.Scales.CarriedOut);
    }

    [Fact]
    public async Task Unknown_metrics_hold_replicas_are_told_once_and_recover_by_themselves()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, replicas: 4);
        await stage.IntervalAsync(0.2, 0, 0, 0);
        for (var i = 0; i < 60; i++) await stage.OutageAsync(UnknownReason.SourceUnreachable);
        Assert.Equal(4, await stage.ReplicasAsync());
        Assert.Equal("False SourceUnreachable", await stage.ConditionAsync(ConditionType.MetricsAvailable));
        Assert.Equal("False ObjectiveUnknown", await stage.ConditionAsync(ConditionType.Ready));
        Assert.Single(stage.Events.Reasons, r => r == "MetricsUnavailable");
        for (var i = 0; i < 60; i++) await stage.IntervalAsync(0, 0, 0, 0);
        Assert.Equal("True AsExpected", await stage.ConditionAsync(ConditionType.MetricsAvailable));
        Assert.Contains("MetricsRestored", stage.Events.Reasons);
        Assert.Equal(1, await stage.ReplicasAsync());
    }

    [Fact]
    public async Task A_missing_target_is_named_and_found_when_it_comes()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, replicas: 0);
        await stage.ReconcileAsync();
        Assert.Equal("False TargetNotFound", await stage.ConditionAsync(ConditionType.TargetFound));
        Assert.Equal("False TargetNotFound", await stage.ConditionAsync(ConditionType.Ready));
        await stage.CreateDeploymentAsync(1);
        await stage.IntervalAsync(0.2, 1, 0, 2);
        Assert.Equal("True AsExpected", await stage.ConditionAsync(ConditionType.TargetFound));
        Assert.Single(stage.Events.Reasons, r => r == "NotReady");
    }

    [Theory]
    [InlineData("apps/v1", "Gpu", "TargetNotScalable")]
    [InlineData("example.com/v1", "Server", "TargetNotScalable")]
    [InlineData("v1", "ConfigMap", "TargetNotScalable")]
    public async Task A_kind_that_cannot_be_scaled_is_named(string apiVersion, string kind, string reason)
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, change: m => m.Spec.TargetRef = new() { ApiVersion = apiVersion, Kind = kind, Name = "chat" });
        await stage.ReconcileAsync();
        Assert.Equal($"False {reason}", await stage.ConditionAsync(ConditionType.TargetFound));
        Assert.Contains(kind, (await stage.MonitorAsync()).Status!.Conditions!.Single(c => c.Type == "Ready").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_rule_that_a_server_without_CEL_lets_through_stops_only_its_monitor()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, change: m => m.Spec.Scaling = new() { MinReplicas = 9, MaxReplicas = 3 });
        await OverloadAsync(stage, 2);
        Assert.Equal("False InvalidSpec", await stage.ConditionAsync(ConditionType.Ready));
        Assert.Equal(0, stage.Scales.Patches);
        var message = (await stage.MonitorAsync()).Status!.Conditions!.Single(c => c.Type == "Ready").Message;
        Assert.Contains("minReplicas", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_a_person_switched_off_stays_off()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        await fixture.Client.Resource<V1Deployment>().PatchAsync(stage.Key, Patch.Merge("""{"spec":{"replicas":0}}"""));
        for (var i = 0; i < 3; i++) await stage.OutageAsync(UnknownReason.NoReadyPods);
        Assert.Equal(0, await stage.ReplicasAsync());
        Assert.Equal("False ScaledToZero", await stage.ConditionAsync(ConditionType.ScalingActive));
    }

    private static async Task OverloadAsync(ReconcileStage stage, int intervals)
    {
        // A calm interval first: over the bound at the very first look, one more interval decides.
        await stage.IntervalAsync(0.2, 2, 0, 2);
        for (var i = 0; i < intervals; i++) await stage.IntervalAsync(5, 8, 30, 4);
    }

    private Task<V1Deployment> AnnotateAsync(ReconcileStage stage) => fixture.Client.Resource<V1Deployment>().PatchAsync(
        stage.Key, Patch.Merge($$$$"""{"metadata":{"annotations":{"meddler":"{{{{Guid.NewGuid()}}}}"}}}"""));

    private sealed class ProcessDied : Exception;
}
