using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Rights;

/// <summary>What tenants may do by their roles; the policy's half of the same table is in tests/Newer.</summary>
public sealed class TenantTests(ClusterFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Thirty_two_tenants_can_do_what_their_roles_say_and_nothing_else()
    {
        var ns = await SetUpAsync();
        await fixture.Cluster.ApplyAsync(Tenants.Manifest(ns));
        await Eventually.TrueAsync(
            "the roles count",
            async () => (await Task.WhenAll(Tenants.Capabilities.Select(c => MayAsync(Tenants.Count - 1, c, ns)))).All(may => may),
            Deadline);
        var cells = Enumerable.Range(0, Tenants.Count).SelectMany(r => Tenants.Capabilities.Select(c => (Rights: r, Capability: c))).ToList();
        var found = await Task.WhenAll(cells.Select(async c => (c.Rights, c.Capability.Name, May: await MayAsync(c.Rights, c.Capability, ns))));
        Assert.Equal(160, found.Length);
        Assert.All(found, f => Assert.Equal(Tenants.Has(f.Rights, f.Name), f.May));
        // No role reaches another namespace.
        var elsewhere = await fixture.CreateNamespaceAsync();
        Assert.All(await Task.WhenAll(Tenants.Capabilities.Select(c => MayAsync(Tenants.Count - 1, c, elsewhere))), may => Assert.False(may));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(28)]
    [InlineData(31)]
    public async Task What_the_table_says_the_server_does(int rights)
    {
        var ns = await SetUpAsync();
        await fixture.Cluster.ApplyAsync(Tenants.Manifest(ns));
        await fixture.Cluster.ApplyAsync(Monitor("there", ns));
        // kubectl reads what it patches.
        await GrantedRights.BindAsync(fixture, "modelmonitor-view", ns, Tenants.NameOf(rights));
        await Eventually.TrueAsync("the roles count", () => ReadsAsync(rights, ns), Deadline);
        Assert.Equal(Tenants.Has(rights, "write"), await DoesAsync(rights, ["create", "-f", "-"], Monitor("mine", ns)));
        Assert.Equal(
            Tenants.Has(rights, "status"),
            await DoesAsync(rights, ["-n", ns, "patch", "mm", "there", "--subresource=status", "--type=merge", "-p", """{"status":{"observedGeneration":7}}"""]));
    }

    [Fact]
    public async Task The_clusters_own_roles_gain_ours_and_nobodys_gains_the_status()
    {
        var ns = await SetUpAsync();
        await BindBuiltInAsync(ns, "view");
        await BindBuiltInAsync(ns, "edit");
        await BindBuiltInAsync(ns, "admin");
        await Eventually.TrueAsync("view may list", () => BuiltInAsync(ns, "view", "list"), Deadline);
        await Eventually.TrueAsync("edit may create", () => BuiltInAsync(ns, "edit", "create"), Deadline);
        await Eventually.TrueAsync("admin may create", () => BuiltInAsync(ns, "admin", "create"), Deadline);
        Assert.True(await BuiltInAsync(ns, "view", "get", "status"));
        Assert.False(await BuiltInAsync(ns, "view", "create"));
        foreach (var role in new[] { "view", "edit", "admin" })
            foreach (var verb in new[] { "patch", "update" }) Assert.False(await BuiltInAsync(ns, role, verb, "status"));
    }

    private async Task<string> SetUpAsync()
    {
        // Several tests install the same; whoever is second finds it there.
        await Eventually.GetAsync(
            "the roles are installed", () => fixture.Cluster.KubectlAsync(["apply", "-k", Repository.PathOf("config", "rbac", "users")])!, Deadline);
        return await fixture.CreateNamespaceAsync();
    }

    private Task BindBuiltInAsync(string ns, string role) => GrantedRights.BindAsync(fixture, role, ns, $"{ns}-{role}");

    private Task<bool> BuiltInAsync(string ns, string role, string verb, string subresource = "") => GrantedRights.MayAsync(
        fixture, $"{ns}-{role}", new { @namespace = ns, group = "modelmonitor.dev", resource = "modelmonitors", subresource, verb });

    private Task<bool> MayAsync(int rights, Tenants.Capability capability, string ns) => GrantedRights.MayAsync(fixture, Tenants.NameOf(rights), new
    {
        @namespace = ns,
        group = capability.Group,
        resource = capability.Resource,
        subresource = capability.Subresource,
        verb = capability.Verb,
        name = capability.Target,
    });

    private Task<bool> ReadsAsync(int rights, string ns) =>
        GrantedRights.MayAsync(fixture, Tenants.NameOf(rights), new { @namespace = ns, group = "modelmonitor.dev", resource = "modelmonitors", verb = "get" });

    private async Task<bool> DoesAsync(int rights, string[] arguments, string? input = null)
    {
        try
        {
            await fixture.Cluster.KubectlAsync([$"--as={Tenants.NameOf(rights)}", .. arguments], input);
            return true;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Forbidden", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
    }

    private static string Monitor(string name, string ns) => $$$"""
        {"apiVersion":"modelmonitor.dev/v1alpha1","kind":"ModelMonitor","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},
         "spec":{"targetRef":{"name":"chat"},"objectives":[{"name":"waiting","indicator":"waiting","below":5}]}}
        """;
}
