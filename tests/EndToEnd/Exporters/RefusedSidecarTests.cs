namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>What cannot or may not be added is refused before any pod is touched.</summary>
public sealed class RefusedSidecarTests(StageFixture fixture)
{
    [Fact]
    public async Task A_privileged_exporter_is_refused_by_the_label_of_a_restricted_namespace()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-restricted");
        await gpu.ApplyMonitorAsync("{mode: Sidecar, preset: stand-in-privileged}");
        await gpu.WaitForExporterAsync(
            "the refusal is told", c => c is { Status: "False", Reason: "InjectionRefused" } && c.Message.Contains("restricted", StringComparison.Ordinal));
        await AssertUntouchedAsync(gpu);
    }

    [Fact]
    public async Task A_namespace_that_does_not_ask_for_exporters_gets_none()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-unlabelled");
        await fixture.Stage.Cluster.KubectlAsync(["label", "namespace", "gpu-unlabelled", "modelmonitor.dev/injection-"]);
        await gpu.ApplyMonitorAsync("{mode: Sidecar, preset: stand-in}");
        await gpu.WaitForExporterAsync(
            "it is told how to allow it",
            c => c is { Status: "False", Reason: "InjectionDisabled" } && c.Message.Contains("modelmonitor.dev/injection", StringComparison.Ordinal));
        await AssertUntouchedAsync(gpu);
    }

    [Fact]
    public async Task An_image_that_the_administrator_does_not_allow_is_not_used()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-image");
        await gpu.ApplyMonitorAsync($"{{mode: Sidecar, preset: stand-in, image: 'registry.example.com/own@sha256:{new string('0', 64)}'}}");
        await gpu.WaitForExporterAsync("it is told", c => c is { Status: "False", Reason: "ImageNotAllowed" });
        await AssertUntouchedAsync(gpu);
    }

    private static async Task AssertUntouchedAsync(GpuNamespace gpu)
    {
        // A pod that is created now goes the webhook's way, and comes without.
        await gpu.KubectlAsync("scale", $"deployment/{GpuNamespace.Name}", $"--replicas={GpuNamespace.Replicas + 1}");
        await gpu.WaitForPodsAsync("a new pod comes without it", p => PodSeen.SidecarOf(p) is null, GpuNamespace.Replicas + 1);
        Assert.Equal(GpuNamespace.Replicas + 1, gpu.History.Pods.Count);
        Assert.DoesNotContain(gpu.History.Pods, p => p.LostReady || p.IsLeaving || p.Sidecar is not null);
        Assert.Equal(GpuNamespace.Replicas, gpu.History.LeastReady);
    }
}
