using System.Globalization;
using System.Text.Json.Nodes;
using ModelMonitor.Demo;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>The chart's life by the real Helm, with a monitor that lives through all of it.</summary>
[Collection(nameof(Alone))]
public sealed class ChartTests(StageFixture fixture) : IAsyncLifetime
{
    private const string Definition = "crd/modelmonitors.modelmonitor.dev";
    private static readonly ObjectKey Key = new(Stage.Namespace, Stage.Name);
    private readonly Stage _stage = fixture.Stage;
    private readonly Helm _helm = new(fixture.Stage);

    public async ValueTask InitializeAsync() => await _stage.StandDownAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if ((await _helm.RunAsync("list", "--short")).Length > 0) await _helm.RunAsync("uninstall", Helm.Release);
        await _stage.Cluster.KubectlAsync(["delete", "namespace", Helm.Namespace, "--wait=false"]);
        await _stage.InstallAsync(CancellationToken.None);
        await _stage.ResetAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Monitors_live_through_install_upgrade_and_uninstall_and_nothing_else_stays()
    {
        await _helm.BringAsync("install", Helm.PreviousChart);
        // Two at least, so that there is a decision to remember.
        await _stage.Cluster.ApplyAsync(Stage.Manifest("monitor.yaml").Replace("minReplicas: 1", "minReplicas: 2", StringComparison.Ordinal));
        var first = await GuardedAsync("the monitor is guarded", m => m.Status!.Decisions is [{ Outcome: "Applied" }]);
        await _stage.WaitForReadyAsync(Stage.Namespace, Stage.Name, CancellationToken.None);
        var target = await TargetAsync();
        Assert.Equal(2, target.Spec!.Replicas);

        await UpgradeDefinitionAsync();
        var notes = await _helm.BringAsync("upgrade", Helm.Chart, "metrics.secure=false");
        Assert.Contains($"helm test {Helm.Release} -n {Helm.Namespace}", notes, StringComparison.Ordinal);
        Assert.Contains("Helm never upgrades custom resource definitions", notes, StringComparison.Ordinal);
        await Eventually.TrueAsync("its successor leads", async () => await TermAsync() > first.Status!.LeaderTerm, TimeSpan.FromMinutes(1));
        var before = await EditAsync(maxReplicas: 7);
        AssertKept(first, before);
        var after = await GuardedAsync("its successor goes on", m => m.Status!.LeaderTerm > first.Status!.LeaderTerm);
        AssertKept(before, after);
        Assert.Contains("Phase:          Succeeded", await _helm.RunAsync("test", Helm.Release), StringComparison.Ordinal);

        await UninstallAsync();
        var edited = await EditAsync(maxReplicas: 8);
        AssertKept(after, edited);
        Assert.Empty(await _stage.Cluster.KubectlAsync(["-n", Stage.Namespace, "get", "mm", Stage.Name, "-o", "jsonpath={.metadata.finalizers}"]));
        await _stage.Cluster.KubectlAsync(["get", Definition]);

        var started = TimeProvider.System.GetTimestamp();
        await _helm.BringAsync("install", Helm.Chart, "metrics.secure=false");
        var again = await GuardedAsync("the next installation finds it", m => m.Status!.LeaderTerm > after.Status!.LeaderTerm);
        Console.WriteLine($"from helm install to a guarded model server: {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
        AssertKept(edited, again);
        await UninstallAsync();

        // Nobody touched the workload after the one decision.
        Assert.Equal(target.Metadata.Generation, (await TargetAsync()).Metadata.Generation);
    }

    private static void AssertKept(V1Alpha1ModelMonitor before, V1Alpha1ModelMonitor after)
    {
        Assert.Equal(before.Metadata.Uid, after.Metadata.Uid);
        Assert.Equal(
            before.Status!.Decisions!.Select(d => (d.Time, d.From, d.To, d.Outcome)),
            after.Status!.Decisions!.Select(d => (d.Time, d.From, d.To, d.Outcome)));
    }

    // A leader writes nothing about a monitor that it finds as its predecessor left it, so its first sign is the answer to an edit.
    private async Task<V1Alpha1ModelMonitor> EditAsync(int maxReplicas)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["scaling"] = new JsonObject { ["maxReplicas"] = maxReplicas } } };
        await _stage.Cluster.KubectlAsync(["-n", Stage.Namespace, "patch", "mm", Stage.Name, "--type=merge", $"--patch={patch.ToJsonString()}"]);
        return await MonitorAsync();
    }

    // As docs/upgrade.md says.
    private async Task UpgradeDefinitionAsync()
    {
        string[] apply = ["apply", "--server-side", "--force-conflicts", "-f"];
        if (_stage.ServerHasRules) await _stage.Cluster.KubectlAsync([.. apply, "-"], await _helm.RunAsync("show", "crds", Helm.Chart));
        else await _stage.Cluster.KubectlAsync([.. apply, Repository.PathOf("config", "crd-1.20")]);
    }

    private async Task UninstallAsync()
    {
        await _helm.RunAsync("uninstall", Helm.Release);
        IReadOnlyList<string> left = [];
        try
        {
            await Eventually.TrueAsync("nothing is left of the release", async () => (left = await _helm.LeftAsync()).Count == 0, TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}: {string.Join(", ", left)}", e);
        }
    }

    private Task<V1Alpha1ModelMonitor> GuardedAsync(string what, Func<V1Alpha1ModelMonitor, bool> isWanted) => Eventually.GetAsync(
        what,
        async () => await MonitorAsync() is { Status: { } status } monitor
            && status.ObservedGeneration == monitor.Metadata.Generation
            && status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true && isWanted(monitor) ? monitor : null,
        TimeSpan.FromMinutes(3));

    private Task<V1Alpha1ModelMonitor> MonitorAsync() => _stage.Client.Resource<V1Alpha1ModelMonitor>().GetAsync(Key);

    private async Task<long> TermAsync() => long.Parse(
        await _stage.Cluster.KubectlAsync(["-n", Helm.Namespace, "get", "lease", "-o", "jsonpath={.items[0].spec.leaseTransitions}"]),
        CultureInfo.InvariantCulture);

    private Task<V1Deployment> TargetAsync() => _stage.Client.Resource<V1Deployment>().GetAsync(Key);
}
