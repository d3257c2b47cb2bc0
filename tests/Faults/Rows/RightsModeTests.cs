using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>The operator with the rights of modes namespaced and impersonate, and no others; direct is what all other rows have.</summary>
public sealed class RightsModeTests(FaultFixture fixture)
{
    private const string Actor = "modelmonitor-actor";

    [Fact]
    public async Task Namespaced_rights_are_enough_and_nothing_but_the_namespace_itself_is_refused()
    {
        await using var stage = await fixture.StageAsync();
        await stage.A.Identity.Rights.BindFileAsync("namespaced", "role.yaml");
        await ScaleOut.RunAsync(stage);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((ScaleOut.Replicas, 2, 2), (outcome.Replicas, outcome.ScaleWrites, outcome.DecisionRecords));
        var refused = stage.Audit.Where(e => e.User == stage.A.Identity.User && e.Code == 403).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, e => Assert.Equal(("get", "namespaces"), (e.Verb, e.Resource)));
    }

    [Fact]
    public async Task Impersonating_the_operator_scales_as_the_actor_once_the_team_lets_it()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = new() { Actor = Actor };
        await stage.A.Identity.Rights.BindFileAsync("impersonate", "role.yaml");
        var start = ScaleOut.StartAsync(stage);
        var condition = await Eventually.GetAsync(
            "a condition says what the team has to do",
            async () => (await stage.MonitorAsync(ScaleOut.Name)).Status?.Conditions?.FirstOrDefault(c => c is { Type: "TargetFound", Status: "False", Reason: "ActorForbidden" }),
            Deadlines.Step);
        Assert.Contains($"kubectl -n {stage.Namespace} create rolebinding {Actor}", condition.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Audit, e => e is { Kind: WriteKind.Scale });

        await stage.A.Identity.Rights.GrantAsync(Actor, "impersonate", "actor_role.yaml");
        await start;
        await ScaleOut.StepAsync(stage, 10, 2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        var scales = stage.Audit.Where(e => e.User == stage.A.Identity.User && e.Subresource == "scale" && e.Succeeded).ToList();
        Assert.Contains(scales, e => e.Verb == "patch");
        Assert.All(scales, e => Assert.Equal($"system:serviceaccount:{stage.Namespace}:{Actor}", e.As));
        Assert.All(stage.Audit.Where(e => e.User == stage.A.Identity.User && e.Subresource != "scale"), e => Assert.Equal("", e.As));
    }
}
