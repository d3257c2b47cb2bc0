using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>E1, E2 and E7: the target goes, comes back as another, or has two monitors.</summary>
public sealed class ObjectsTargetTests(FaultFixture fixture)
{
    [Fact]
    public async Task A_target_deleted_just_before_the_act_is_reported_and_acted_on_anew_when_it_is_back()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var rule = stage.Proxy.On(Requests.Scale, Inject.HoldRequest(() => ObjectsScene.DeleteTargetAsync(stage)));
        await ScaleOut.LoadAsync(stage, 10);
        await ObjectsScene.SaysAsync(stage, "TargetFound", "TargetNotFound");
        await ObjectsScene.PassAsync(stage);
        Assert.Equal(1, rule.Hits);
        Assert.Equal(404, Assert.Single(ObjectsScene.ScaleRequests(stage)).Code);
        Assert.True(await ObjectsScene.IsGoneAsync(() => stage.DeploymentAsync(ScaleOut.Name)));
        var dropped = await ObjectsScene.NewestAsync(stage);
        Assert.Equal("Failed", $"{dropped?.Outcome}");

        await stage.CreateDeploymentAsync(ScaleOut.Name, 1);
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
        Assert.NotEqual(dropped!.Id, (await ObjectsScene.NewestAsync(stage))!.Id);
    }

    [Fact]
    public async Task A_target_replaced_just_before_the_act_gets_no_write_by_the_old_decision()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var rule = stage.Proxy.On(Requests.Scale, Inject.HoldRequest(async () =>
        {
            await ObjectsScene.DeleteTargetAsync(stage);
            await stage.CreateDeploymentAsync(ScaleOut.Name, 1);
        }));
        await ScaleOut.LoadAsync(stage, 10);
        await rule.Struck;
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        var uid = (await stage.DeploymentAsync(ScaleOut.Name)).Metadata.Uid;
        var requests = ObjectsScene.ScaleRequests(stage);
        // More than one may be refused: a new Deployment's status is written a few times in its first second.
        Assert.All(requests.SkipLast(1), r => Assert.Equal(409, r.Code));
        Assert.Equal((200, 1), (requests[^1].Code, outcome.ScaleWrites));
        var decisions = (await stage.MonitorAsync(ScaleOut.Name)).Status!.Decisions!;
        Assert.Equal(("Applied", uid), (decisions[0].Outcome, decisions[0].TargetUid));
        // Of the new object more than one may have failed: after a conflict its pod may not be ready, and the decision is to hold.
        Assert.All(decisions.Skip(1), d => Assert.Equal("Failed", d.Outcome));
        Assert.Equal(decisions[^1], Assert.Single(decisions, d => d.TargetUid != uid));
    }

    [Fact]
    public async Task Of_two_monitors_of_one_target_the_older_acts_and_the_other_says_so()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var late = ScaleOut.Monitor();
        late.Metadata.Name = "late";
        await stage.CreateMonitorAsync(late);
        var message = await ObjectsScene.SaysAsync(stage, "Contested", "OtherMonitor", "late");
        Assert.Contains($"the older monitor {ScaleOut.Name} scales Deployment {ScaleOut.Name}", message, StringComparison.Ordinal);
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));

        // The loser has nothing to say while nothing changes; it takes over when the other goes, by a decision of its own.
        await ObjectsScene.DeleteMonitorAsync(stage);
        await ObjectsScene.SaysAsync(stage, "Contested", "Uncontested", "late");
        await ScaleOut.LoadAsync(stage, 18);
        await Eventually.TrueAsync("the younger acts", async () => (await stage.DeploymentAsync(ScaleOut.Name)).Spec?.Replicas == 3, Deadlines.Step);
        await Eventually.TrueAsync(
            "and says so", async () => (await stage.MonitorAsync("late")).Status?.Decisions is [{ From: 2, To: 3, Outcome: "Applied" }], Deadlines.Step);
        await stage.QuietAsync();
        Assert.Equal(2, ObjectsScene.ScaleRequests(stage).Count);
    }
}
