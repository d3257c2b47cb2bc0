using System.Text;
using System.Text.RegularExpressions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>E3, E4, E6 and E8: the monitor goes, changes, or has a status that is not its own.</summary>
public sealed partial class ObjectsMonitorTests(FaultFixture fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_monitor_is_deleted_in_the_middle_of_an_act_nothing_more_is_written(bool isSent)
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var deleted = 0;
        Task Delete()
        {
            deleted = ObjectsScene.ScaleRequests(stage).Count;
            return ObjectsScene.DeleteMonitorAsync(stage);
        }

        // Before the act: while the intent is being recorded. In the act: while the scale request is on its way.
        var rule = isSent ? stage.Proxy.On(Requests.Scale, Inject.HoldRequest(Delete)) : stage.Proxy.On(IsIntent, Inject.HoldAnswer(Delete));
        await ScaleOut.LoadAsync(stage, 10);
        await rule.Struck;
        await ObjectsScene.PassAsync(stage);
        var requests = ObjectsScene.ScaleRequests(stage).Count;
        Assert.InRange(requests - deleted, 0, 1);
        Assert.True(await ObjectsScene.IsGoneAsync(() => stage.MonitorAsync(ScaleOut.Name)));
        await ObjectsScene.PassAsync(stage);
        Assert.Equal(requests, ObjectsScene.ScaleRequests(stage).Count);

        // One of the same name is another: it begins anew.
        await stage.CreateMonitorAsync(ScaleOut.Monitor());
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
    }

    [Fact]
    public async Task Monitor_and_namespace_can_be_deleted_while_no_operator_is_there()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.RunAsync(stage);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        var left = await stage.Cluster.Admin.SendRawAsync(
            HttpMethod.Get, $"/apis/modelmonitor.dev/v1alpha1/namespaces/{stage.Namespace}/modelmonitors/{ScaleOut.Name}");
        Assert.Null(left!["metadata"]!["finalizers"]);
        await stage.A.Process.KillAsync();
        await ObjectsScene.DeleteMonitorAsync(stage);
        await stage.CreateMonitorAsync(ScaleOut.Monitor());
        var namespaces = stage.Cluster.Admin.Resource<V1Namespace>();
        await namespaces.DeleteAsync(new("", stage.Namespace));
        await Eventually.TrueAsync(
            "the namespace is gone", () => ObjectsScene.IsGoneAsync(() => namespaces.GetAsync(new("", stage.Namespace))), Deadlines.Step);
    }

    [Fact]
    public async Task A_spec_changed_between_record_and_act_stops_the_act()
    {
        await using var stage = await fixture.StageAsync();
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Inject.Lines((line, _) =>
        {
            if (OneReplica().IsMatch(line)) shown.TrySetResult();
            return ValueTask.FromResult<IEnumerable<string>>([line]);
        });
        stage.Proxy.On(Requests.Watch("modelmonitors"), watch, count: int.MaxValue);
        await ScaleOut.StartAsync(stage);
        var rule = stage.Proxy.On(IsIntent, Inject.HoldAnswer(async () =>
        {
            await LeadershipEdits.MaxReplicasAsync(stage, 1);
            await shown.Task;
            await stage.RoundsAsync(2);
        }));
        await ScaleOut.LoadAsync(stage, 10);
        await rule.Struck;
        await Eventually.TrueAsync(
            "the old decision is given up", async () => await ObjectsScene.NewestAsync(stage) is { Outcome: "Failed" }, Deadlines.Step);
        await stage.QuietAsync();
        Assert.Empty(ObjectsScene.ScaleRequests(stage));

        await LeadershipEdits.MaxReplicasAsync(stage, ScaleOut.Bounds.Max);
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 2), (outcome.ScaleWrites, outcome.DecisionRecords));
    }

    [Fact]
    public async Task A_status_erased_or_restored_from_elsewhere_is_put_right_and_nothing_in_it_is_carried_out()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        await ScaleOut.StartAsync(stage);
        var monitors = stage.Cluster.Admin.Resource<V1Alpha1ModelMonitor>();
        var key = new ObjectKey(stage.Namespace, ScaleOut.Name);
        await monitors.PatchStatusAsync(key, Patch.Merge("""{"status":null}"""));
        await ObjectsScene.SaysAsync(stage, "Ready", "AsExpected");
        Assert.Equal("Met", $"{(await stage.MonitorAsync(ScaleOut.Name)).Status!.Objectives![0].State}");

        // By the leader that runs; then by one that starts; then one that a version wrote which knew fewer fields.
        foreach (var (term, trigger) in new[] { (1000, "load"), (5000, "load"), (9000, "") })
        {
            await monitors.PatchStatusAsync(key, Patch.Merge(FromElsewhere(stage, term, trigger)));
            if (term == 5000) await stage.A.CrashAsync();
            await Eventually.TrueAsync(
                "the term has risen above it",
                async () => (await stage.MonitorAsync(ScaleOut.Name)).Status is { } status && status.LeaderTerm > term
                    && (trigger.Length > 0 ? status.Decisions is [{ Outcome: "Failed" }] : status.Decisions is null or []),
                Deadlines.Step);
        }

        Assert.Empty(ObjectsScene.ScaleRequests(stage));
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
    }

    private static string FromElsewhere(FaultStage stage, int term, string trigger) => $$"""
        {"status":{"leaderTerm":{{term}},"decisions":[{"id":"foreign-{{term}}","time":"{{stage.Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}",
         {{(trigger.Length > 0 ? $"\"trigger\":\"{trigger}\"," : "")}}"from":1,"to":4,"reason":"LoadAboveCapacity","message":"of another cluster","inputs":{"a":"1"},
         "targetUid":"11111111-2222-3333-4444-555555555555","outcome":"Pending"}] } }
        """;

    private static bool IsIntent(ProxiedRequest request) =>
        Requests.Status(request) && Encoding.UTF8.GetString(request.Body.Span).Contains("Pending", StringComparison.Ordinal);

    [GeneratedRegex("\"maxReplicas\":1[,}]")]
    private static partial Regex OneReplica();
}
