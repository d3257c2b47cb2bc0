using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.Integration.Cluster;
using ModelMonitor.Tests.Integration.Reconciling;

namespace ModelMonitor.Tests.Integration.Rights;

/// <summary>Mode impersonate on a real API server: the operator can do in a namespace what its team granted, and no more anywhere.</summary>
public sealed class ImpersonationTests(ClusterFixture fixture) : IAsyncLifetime
{
    private const string Actor = "modelmonitor-actor";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private string _own = "";
    private string _token = "";

    private string User => ServiceAccount.UserOf(_own, "default");

    private string ActorRole => $"{_own}-actor";

    public async ValueTask InitializeAsync()
    {
        _own = await fixture.CreateNamespaceAsync();
        _token = await ServiceAccountToken.CreateAsync(fixture.Client, _own, "default");
        await GrantedRights.CreateRoleAsync(fixture, $"{_own}-operator", "impersonate", "role.yaml");
        await GrantedRights.CreateRoleAsync(fixture, ActorRole, "impersonate", "actor_role.yaml");
        await GrantedRights.BindAsync(fixture, $"{_own}-operator", null, User);
        await Eventually.TrueAsync("the operator has its rights", () => MayAsync(User, "serviceaccounts", "impersonate", "", Actor), Deadline);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_team_lets_the_operator_act_in_its_namespace_and_in_no_other()
    {
        var (a, b) = (await TeamAsync(), await TeamAsync());
        await OptInAsync(a);
        using var self = GrantedRights.ClientOf(fixture, _token);
        using var acting = GrantedRights.ClientOf(fixture, _token, Actor);
        using var another = GrantedRights.ClientOf(fixture, _token, "default");

        Assert.Equal(ScaleOutcome.Forbidden, (await ScaleAsync(self, a, 2)).Outcome);
        Assert.Equal(ScaleOutcome.Applied, (await ScaleAsync(acting, a, 2)).Outcome);
        var refused = await ScaleAsync(acting, b, 2);
        Assert.Equal(ScaleOutcome.ActorForbidden, refused.Outcome);
        Assert.Contains($"kubectl -n {b} create rolebinding {Actor} --clusterrole={Actor} --serviceaccount={b}:{Actor}", refused.Message, StringComparison.Ordinal);
        var stranger = await ScaleAsync(another, a, 3);
        Assert.Equal(ScaleOutcome.Forbidden, stranger.Outcome);
        Assert.Contains($"act as service account {a}/default", stranger.Message, StringComparison.Ordinal);

        var pod = new ObjectKey(a, "chat");
        var uid = await CreatePodAsync(pod);
        Assert.Equal(EvictionOutcome.Forbidden, (await new Evictor(self).EvictAsync(pod, uid, default)).Outcome);
        Assert.Equal(EvictionOutcome.Evicted, (await new Evictor(acting).EvictAsync(pod, uid, default)).Outcome);

        // Taken away, it is gone with the next act.
        await GrantedRights.UnbindAsync(fixture, ActorRole, a);
        await Eventually.TrueAsync("the right is gone", async () => !await MayAsync(ActorOf(a), "deployments", "patch", "scale", null, a, "apps"), Deadline);
        Assert.Equal(ScaleOutcome.ActorForbidden, (await ScaleAsync(acting, a, 1)).Outcome);
        Assert.Equal(2, (await fixture.Client.Scales.GetAsync(V1Deployment.Resource, new(a, "chat"))).SpecReplicas);
    }

    [Fact]
    public async Task The_server_gives_the_actor_the_groups_that_its_tokens_have()
    {
        var ns = await TeamAsync();
        await GrantedRights.BindAsync(fixture, ActorRole, ns, $"system:serviceaccounts:{ns}", "Group");
        using var acting = GrantedRights.ClientOf(fixture, _token, Actor);
        await Eventually.TrueAsync("the group's right counts", async () => (await ScaleAsync(acting, ns, 2)).Outcome == ScaleOutcome.Applied, Deadline);
    }

    [Theory]
    [InlineData("users", "admin")]
    [InlineData("groups", "system:masters")]
    [InlineData("serviceaccounts", "default")]
    public async Task Nobody_else_can_be_impersonated(string resource, string name) =>
        Assert.False(await MayAsync(User, resource, "impersonate", "", name));

    [Fact]
    public async Task A_monitor_of_a_team_that_has_not_opted_in_says_how_and_works_once_it_has()
    {
        using var acting = GrantedRights.ClientOf(fixture, _token, Actor);
        var stage = await ReconcileStage.SetUpAsync(fixture, @operator: acting);
        await stage.ReconcileAsync();
        Assert.Equal("False ActorForbidden", await stage.ConditionAsync(ConditionType.TargetFound));
        var message = (await stage.MonitorAsync()).Status!.Conditions!.Single(c => c.Type == nameof(ConditionType.TargetFound)).Message;
        Assert.Contains($"kubectl -n {stage.Namespace} create serviceaccount {Actor}", message, StringComparison.Ordinal);
        Assert.Contains("may not get deployments/scale in API group 'apps'", message, StringComparison.Ordinal);

        await OptInAsync(stage.Namespace);
        for (var i = 0; i < 4; i++) await stage.IntervalAsync(3, 8, 8, 1);
        Assert.StartsWith("True", await stage.ConditionAsync(ConditionType.TargetFound), StringComparison.Ordinal);
        Assert.True(await stage.ReplicasAsync() > 1);
    }

    private static string ActorOf(string ns) => ServiceAccount.UserOf(ns, Actor);

    private async Task<string> TeamAsync()
    {
        var ns = await fixture.CreateNamespaceAsync();
        await fixture.Client.SendRawAsync(HttpMethod.Post, $"/apis/apps/v1/namespaces/{ns}/deployments", """
            {"metadata":{"name":"chat"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"chat"}},
             "template":{"metadata":{"labels":{"app":"chat"}},"spec":{"containers":[{"name":"c","image":"none"}]}}}}
            """);
        return ns;
    }

    private async Task OptInAsync(string ns)
    {
        await fixture.Client.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{ns}/serviceaccounts", $$$"""{"metadata":{"name":"{{{Actor}}}"}}""");
        await GrantedRights.BindAsync(fixture, ActorRole, ns, ActorOf(ns));
        await Eventually.TrueAsync("the actor has its rights", () => MayAsync(ActorOf(ns), "deployments", "patch", "scale", null, ns, "apps"), Deadline);
    }

    private Task<bool> MayAsync(string user, string resource, string verb, string subresource, string? name, string? ns = null, string group = "") =>
        GrantedRights.MayAsync(fixture, user, new { @namespace = ns ?? _own, group, resource, subresource, verb, name });

    // What the operator saw a moment ago may be old by now: the controller writes too.
    private async Task<ScaleResult> ScaleAsync(KubernetesClient client, string ns, int replicas)
    {
        while (true)
        {
            var seen = await fixture.Client.Scales.GetAsync(V1Deployment.Resource, new(ns, "chat"));
            var request = new ScaleRequest(V1Deployment.Resource, new(ns, "chat"), seen.Metadata.Uid!, seen.Metadata.ResourceVersion!, replicas);
            if (await new Scaler(client.Scales).ScaleAsync(request, default) is { Outcome: not ScaleOutcome.Conflict } result) return result;
        }
    }

    private async Task<string> CreatePodAsync(ObjectKey key)
    {
        var pod = await Eventually.GetAsync(
            "the pod is taken",
            () => fixture.Client.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{key.Namespace}/pods", $$$"""
                {"metadata":{"name":"{{{key.Name}}}"},"spec":{"containers":[{"name":"c","image":"none"}]}}
                """),
            Deadline);
        return (string)pod["metadata"]!["uid"]!;
    }
}
