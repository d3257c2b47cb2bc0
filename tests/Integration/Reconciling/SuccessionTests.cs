using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Reconciling;

/// <summary>One process after another, or beside another: nothing is done twice, nothing is lost.</summary>
public sealed class SuccessionTests(ClusterFixture fixture)
{
    [Fact]
    public async Task An_intent_that_was_not_carried_out_is_carried_out_by_the_next_process_under_the_same_id()
    {
        // No more than the intent can be wanted: a process that begins anew may see a larger need.
        var stage = await ReconcileStage.SetUpAsync(fixture, change: m => m.Spec.Scaling!.MaxReplicas = 2);
        stage.Scales.BeforePatch = () => throw new ProcessDied();
        await Assert.ThrowsAsync<ProcessDied>(() => OverloadAsync(stage, 1));
        var intent = Assert.Single((await stage.MonitorAsync()).Status!.Decisions!);
        Assert.Equal(("Pending", 1), (intent.Outcome, await stage.ReplicasAsync()));

        stage.Restart();
        stage.Scales.BeforePatch = null;
        await stage.IntervalAsync(5, 8, 30, 4);
        var done = Assert.Single((await stage.MonitorAsync()).Status!.Decisions!);
        Assert.Equal((intent.Id, "Applied"), (done.Id, done.Outcome));
        Assert.Equal(intent.To, await stage.ReplicasAsync());
        Assert.Contains("Scaled", stage.Events.Reasons);
    }

    [Fact]
    public async Task A_conflict_does_not_make_the_next_process_give_the_intent_up()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Scales.BeforePatch = () => throw new ProcessDied();
        await Assert.ThrowsAsync<ProcessDied>(() => OverloadAsync(stage, 1));
        var intent = Assert.Single((await stage.MonitorAsync()).Status!.Decisions!);

        stage.Restart();
        var meddled = false;
        stage.Scales.BeforePatch = async () =>
        {
            if (meddled) return;
            meddled = true;
            await fixture.Client.Resource<V1Deployment>().PatchAsync(stage.Key, Patch.Merge("""{"metadata":{"annotations":{"meddler":"was here"}}}"""));
        };
        // Calm by now: only the intent asks for replicas.
        await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.True(meddled);
        var done = Assert.Single((await stage.MonitorAsync()).Status!.Decisions!);
        Assert.Equal((intent.Id, "Applied", intent.To), (done.Id, done.Outcome, await stage.ReplicasAsync()));
    }

    [Fact]
    public async Task A_standby_writes_nothing_and_acts_at_its_first_look_when_it_takes_over()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Standing = new(false, null);
        var before = (await stage.MonitorAsync()).Metadata.ResourceVersion;
        await OverloadAsync(stage, 3);
        Assert.Equal((before, 0), ((await stage.MonitorAsync()).Metadata.ResourceVersion, stage.Scales.Patches));
        Assert.Empty(stage.Events.Reasons);

        stage.Standing = new(true, 3);
        await stage.ReconcileAsync();
        var status = (await stage.MonitorAsync()).Status!;
        Assert.Equal((1, 3L, "Breached"), (stage.Scales.CarriedOut, status.LeaderTerm, status.Worst!.State));
    }

    [Fact]
    public async Task A_window_that_a_standby_watched_goes_on_after_it_takes_over()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, replicas: 4);
        stage.Standing = new(false, null);
        // Longer than the stabilisation window of 300 s: a process that begins anew would have to wait for all of it again.
        for (var i = 0; i < 30; i++) await stage.IntervalAsync(0, 0, 0, 0);
        Assert.Equal(4, await stage.ReplicasAsync());
        stage.Standing = new(true, 2);
        for (var i = 0; i < 3; i++) await stage.IntervalAsync(0, 0, 0, 0);
        Assert.True(await stage.ReplicasAsync() < 4, "the window began anew");
    }

    [Fact]
    public async Task A_status_of_a_later_term_is_not_overwritten()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Standing = new(true, 5);
        await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.Equal(5, (await stage.MonitorAsync()).Status!.LeaderTerm);

        stage.Standing = new(true, 4);
        await Assert.ThrowsAsync<StaleLeaderException>(() => OverloadAsync(stage, 2));
        Assert.Equal((5L, 0), ((await stage.MonitorAsync()).Status!.LeaderTerm, stage.Scales.Patches));

        stage.Standing = new(true, 6);
        await OverloadAsync(stage, 2);
        Assert.Equal(6, (await stage.MonitorAsync()).Status!.LeaderTerm);
        Assert.True(await stage.ReplicasAsync() > 1);
    }

    [Fact]
    public async Task A_change_of_leaders_alone_is_worth_no_write()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Standing = new(true, 1);
        for (var i = 0; i < 4; i++) await stage.IntervalAsync(0.2, 2, 0, 2);
        var before = (await stage.MonitorAsync()).Metadata.ResourceVersion;
        stage.Restart();
        stage.Standing = new(true, 2);
        for (var i = 0; i < 8; i++) await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.Equal(before, (await stage.MonitorAsync()).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Of_two_monitors_on_one_target_only_the_older_acts()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        var old = await stage.MonitorAsync();
        old.Metadata = new() { Name = "older", Namespace = stage.Namespace, Uid = "0", CreationTimestamp = DateTimeOffset.UnixEpoch };
        stage.Shown.Add(old);
        await OverloadAsync(stage, 3);
        Assert.Equal(0, stage.Scales.Patches);
        Assert.Equal("True OtherMonitor", await stage.ConditionAsync(ConditionType.Contested));
        Assert.Equal("False OtherMonitor", await stage.ConditionAsync(ConditionType.ScalingActive));
        Assert.Equal("False ObjectiveBreached", await stage.ConditionAsync(ConditionType.SLOMet));

        stage.Shown.Remove(old);
        await OverloadAsync(stage, 3);
        Assert.Equal("False Uncontested", await stage.ConditionAsync(ConditionType.Contested));
        Assert.True(await stage.ReplicasAsync() > 1);
    }

    [Fact]
    public async Task A_spec_that_is_changed_between_the_intent_and_the_act_stops_the_act()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        await stage.IntervalAsync(0.2, 2, 0, 2);
        // The informer learns of the change when the intent has been written.
        stage.OnShown = shown => shown.Metadata.Generation++;
        await stage.IntervalAsync(5, 8, 30, 4);
        Assert.Equal(0, stage.Scales.Patches);
        Assert.Equal("Failed", Assert.Single((await stage.MonitorAsync()).Status!.Decisions!).Outcome);
    }

    [Fact]
    public async Task A_refusal_that_lasts_is_one_record_and_is_asked_again_only_now_and_then()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Scales.BeforePatch = () => throw new KubernetesException("patch scale: forbidden", System.Net.HttpStatusCode.Forbidden);
        await OverloadAsync(stage, 1);
        Assert.Equal(1, stage.Scales.Patches);
        await stage.IntervalAsync(5, 8, 30, 4); // 15 s later
        Assert.Equal(1, stage.Scales.Patches);
        for (var i = 0; i < 4; i++) await stage.IntervalAsync(5, 8, 30, 4);
        Assert.InRange(stage.Scales.Patches, 2, 3);
        Assert.Equal("False Forbidden", await stage.ConditionAsync(ConditionType.ScalingActive));
        // A need that grows meanwhile is another decision; of the same one there is a single record.
        var records = (await stage.MonitorAsync()).Status!.Decisions!;
        Assert.Equal(records.Count, records.Select(d => (d.From, d.To)).Distinct().Count());

        stage.Scales.BeforePatch = null;
        for (var i = 0; i < 3; i++) await stage.IntervalAsync(5, 8, 30, 4);
        Assert.True(await stage.ReplicasAsync() > 1);
    }

    [Fact]
    public async Task Another_object_of_the_same_name_does_not_wait_for_the_refusal_of_the_one_before()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        stage.Scales.BeforePatch = () => throw new KubernetesException("patch scale: forbidden", System.Net.HttpStatusCode.Forbidden);
        await OverloadAsync(stage, 1);
        var refused = Assert.Single((await stage.MonitorAsync()).Status!.Decisions!);
        Assert.Equal(("Failed", 1), (refused.Outcome, stage.Scales.Patches));

        await stage.DeleteDeploymentAsync();
        await stage.CreateDeploymentAsync(1);
        stage.Scales.BeforePatch = null;
        await stage.IntervalAsync(5, 8, 30, 4);
        var records = (await stage.MonitorAsync()).Status!.Decisions!;
        Assert.Equal(["Applied", "Failed"], records.Select(r => r.Outcome));
        Assert.NotEqual(refused.Id, records[0].Id);
    }

    [Fact]
    public async Task Nothing_is_scaled_in_a_namespace_on_its_way_out()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        await stage.IntervalAsync(0.2, 2, 0, 2);
        // A finalizer of somebody else holds the namespace's deletion up at a point where the Deployment is still there.
        await fixture.Client.Resource<V1Deployment>().PatchAsync(stage.Key, Patch.Merge("""{"metadata":{"finalizers":["test.modelmonitor.dev/hold"]}}"""));
        await fixture.Client.Resource<V1Alpha1ModelMonitor>().PatchAsync(stage.Key, Patch.Merge("""{"metadata":{"finalizers":["test.modelmonitor.dev/hold"]}}"""));
        await fixture.Client.Resource<V1Namespace>().DeleteAsync(new("", stage.Namespace));
        try
        {
            stage.OnReconcile = stage.OnShown = monitor => monitor.Metadata.DeletionTimestamp = null; // as if it had not been seen yet
            for (var i = 0; i < 3; i++) await stage.IntervalAsync(5, 8, 30, 4);
            Assert.Equal(0, stage.Scales.Patches);
            Assert.Equal("False NamespaceTerminating", await stage.ConditionAsync(ConditionType.ScalingActive));
        }
        finally
        {
            await fixture.Client.Resource<V1Deployment>().PatchAsync(stage.Key, Patch.Merge("""{"metadata":{"finalizers":null}}"""));
            await fixture.Client.Resource<V1Alpha1ModelMonitor>().PatchAsync(stage.Key, Patch.Merge("""{"metadata":{"finalizers":null}}"""));
        }
    }

    private static async Task OverloadAsync(ReconcileStage stage, int intervals)
    {
        await stage.IntervalAsync(0.2, 2, 0, 2);
        for (var i = 0; i < intervals; i++) await stage.IntervalAsync(5, 8, 30, 4);
    }

    private sealed class ProcessDied : Exception;
}
