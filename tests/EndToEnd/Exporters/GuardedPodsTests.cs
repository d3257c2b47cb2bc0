namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>Where a guard of the cluster stands against replacing pods, it holds.</summary>
public sealed class GuardedPodsTests(StageFixture fixture)
{
    private const string Budget = """
        apiVersion: policy/v1beta1
        kind: PodDisruptionBudget
        metadata: {name: model}
        spec:
          minAvailable: 2
          selector: {matchLabels: {app: model}}
        """;

    // Both model servers fit; one with an exporter (96 MiB more) does not.
    private const string Quota = """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: memory}
        spec:
          hard: {requests.memory: 150Mi}
        """;

    [Fact]
    public async Task A_disruption_budget_that_allows_nobody_to_go_is_respected_and_named()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-budget");
        var served = (await gpu.KubectlAsync("api-versions")).Split('\n').Contains("policy/v1");
        await gpu.ApplyAsync(served ? Budget.Replace("v1beta1", "v1", StringComparison.Ordinal) : Budget);
        await Eventually.TrueAsync(
            "the budget counts both pods",
            async () => await gpu.KubectlAsync("get", "pdb", "model", "-o", "jsonpath={.status.currentHealthy}/{.status.disruptionsAllowed}") == "2/0",
            TimeSpan.FromMinutes(1));

        await gpu.ApplyMonitorAsync("{mode: Sidecar, preset: stand-in}");
        await gpu.WaitForExporterAsync("it is told", c => c.Status == "False" && c.Message.Contains("DisruptionBudget", StringComparison.Ordinal));
        Assert.Equal(GpuNamespace.Replicas, gpu.History.Pods.Count);
        Assert.DoesNotContain(gpu.History.Pods, p => p.LostReady || p.IsLeaving);
        Assert.Equal(GpuNamespace.Replicas, gpu.History.LeastReady);
    }

    [Fact]
    public async Task A_quota_that_leaves_no_room_for_the_exporter_is_told_and_it_is_withdrawn()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-quota");
        await gpu.ApplyAsync(Quota);
        await gpu.ApplyMonitorAsync("{mode: Sidecar, preset: stand-in}");
        await gpu.WaitForExporterAsync("it is told", c => c.Status == "False" && c.Message.Contains("quota", StringComparison.OrdinalIgnoreCase));
        await gpu.WaitForPodsAsync("all pods are ready without it", p => PodSeen.SidecarOf(p) is null);
        Assert.DoesNotContain(gpu.History.Pods, p => p.LostReady || p.Sidecar is not null);
        Assert.Equal(GpuNamespace.Replicas - 1, gpu.History.LeastReady);
    }
}
