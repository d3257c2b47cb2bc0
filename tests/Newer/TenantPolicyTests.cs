using System.Text.Json.Nodes;

namespace ModelMonitor.Tests.Newer;

/// <summary>The admission policy: who writes a ModelMonitor needs the rights that the operator will use for it.</summary>
public sealed class TenantPolicyTests(NewerFixture server) : IAsyncLifetime
{
    private const string Exporter = """{"mode":"Sidecar","rollout":"Auto"}""";

    private readonly string _ns = $"tenants-{Guid.NewGuid():N}"[..20];

    public async ValueTask InitializeAsync()
    {
        await server.KubectlAsync("apply", "-k", Repository.PathOf("config", "rbac", "users"));
        await server.KubectlAsync("apply", "-k", Repository.PathOf("config", "policy"));
        await server.KubectlAsync("create", "namespace", _ns);
        await server.ApplyAsync(Tenants.Manifest(_ns));
        await Eventually.TrueAsync(
            "roles and policy are in force",
            async () => await RefusalAsync(31, Monitor(scales: true, exporter: Exporter)) is null && await RefusalAsync(1, Monitor(scales: true)) is not null,
            TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync() => await server.KubectlAsync("delete", "namespace", _ns, "--wait=false");

    public static TheoryData<int> Everybody() => [.. Enumerable.Range(0, Tenants.Count)];

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task What_a_tenant_may_write_follows_from_what_the_tenant_may_do(int rights)
    {
        bool Has(string capability) => Tenants.Has(rights, capability);
        Assert.Equal(Has("write"), await RefusalAsync(rights, Monitor()) is null);
        Assert.Equal(Has("write"), await RefusalAsync(rights, Monitor(scales: true, mode: "Recommend")) is null);
        Assert.Equal(Has("write") && Has("scale"), await RefusalAsync(rights, Monitor(scales: true)) is null);
        Assert.Equal(Has("write") && Has("change"), await RefusalAsync(rights, Monitor(exporter: """{"mode":"Sidecar","rollout":"Manual"}""")) is null);
        Assert.Equal(Has("write") && Has("change") && Has("evict"), await RefusalAsync(rights, Monitor(exporter: Exporter)) is null);
        Assert.Equal(Has("write") && Has("change") && Has("evict"), await RefusalAsync(rights, Monitor(indicator: "gpu-utilization")) is null);
    }

    [Fact]
    public async Task A_refusal_names_the_right_and_the_way_around()
    {
        var refusal = await RefusalAsync(1, Monitor(scales: true));
        Assert.Contains($"tenant-1 may not patch the scale of deployments chat in namespace {_ns}", refusal, StringComparison.Ordinal);
        Assert.Contains("spec.mode Recommend", refusal, StringComparison.Ordinal);
        Assert.NotNull(await RefusalAsync(31, Monitor(scales: true, target: "another")));
    }

    [Fact]
    public async Task Who_lost_the_right_may_label_and_delete_the_monitor_and_not_change_what_it_does()
    {
        await server.ApplyAsync(Monitor(scales: true, finalizer: "example.com/kept").ToJsonString());
        await server.ApplyAsync($$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"readers","namespace":"{{_ns}}"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"modelmonitor-view"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"tenant-1"}]}
            """);
        await Eventually.TrueAsync("the role counts", async () => await PatchAsync("""{"metadata":{"labels":{"a":"b"}}}""") is null, TimeSpan.FromSeconds(30));
        Assert.NotNull(await PatchAsync("""{"spec":{"targetRef":{"name":"another"}}}"""));
        Assert.NotNull(await PatchAsync("""{"spec":{"scaling":{"maxReplicas":9}}}"""));
        Assert.Null(await PatchAsync("""{"spec":{"mode":"Paused"}}"""));
        await server.KubectlAsync("-n", _ns, "delete", "mm", "chat", "--wait=false", "--as=tenant-1");
        await server.KubectlAsync("-n", _ns, "patch", "mm", "chat", "--type=merge", "--as=tenant-1", "-p", """{"metadata":{"finalizers":null}}""");
    }

    private async Task<string?> PatchAsync(string patch)
    {
        try
        {
            await server.KubectlAsync("-n", _ns, "patch", "mm", "chat", "--type=merge", "--as=tenant-1", "--dry-run=server", "-p", patch);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    private Task<string?> RefusalAsync(int rights, JsonNode monitor) => server.RefusalAsync(Tenants.NameOf(rights), "create", monitor.ToJsonString());

    private JsonObject Monitor(
        bool scales = false, string? exporter = null, string mode = "Enforce", string indicator = "waiting", string target = "chat", string? finalizer = null)
    {
        var objective = new JsonObject { ["name"] = "it", ["indicator"] = indicator, ["below"] = 5 };
        var spec = new JsonObject { ["mode"] = mode, ["targetRef"] = new JsonObject { ["name"] = target }, ["objectives"] = new JsonArray(objective) };
        if (scales) spec["scaling"] = new JsonObject { ["maxReplicas"] = 4 };
        if (exporter is not null) spec["gpuExporter"] = JsonNode.Parse(exporter);
        var metadata = new JsonObject { ["name"] = "chat", ["namespace"] = _ns };
        if (finalizer is not null) metadata["finalizers"] = new JsonArray(finalizer);
        return new() { ["apiVersion"] = "modelmonitor.dev/v1alpha1", ["kind"] = "ModelMonitor", ["metadata"] = metadata, ["spec"] = spec };
    }
}
