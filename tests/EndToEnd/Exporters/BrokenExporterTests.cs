namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>An exporter that does not come up costs one pod a moment, and no more.</summary>
public sealed class BrokenExporterTests(StageFixture fixture)
{
    private const string Missing = "localhost/missing/exporter@sha256:0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public async Task An_image_that_cannot_be_pulled_reaches_one_pod_is_withdrawn_and_told()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-missing");
        await gpu.ApplyMonitorAsync($"{{mode: Sidecar, preset: stand-in, image: '{Missing}'}}");
        await gpu.WaitForExporterAsync("the failure is told", c => c is { Status: "False", Reason: "ExporterFailed" } && c.Message.Contains("ImagePull", StringComparison.Ordinal));
        await gpu.WaitForPodsAsync("all pods are ready without it", p => PodSeen.SidecarOf(p) is null);

        var canary = Assert.Single(gpu.History.Pods, p => p.Sidecar is not null);
        Assert.Equal(Missing, canary.Sidecar);
        Assert.False(canary.WasReady);
        Assert.Equal(GpuNamespace.Replicas - 1, gpu.History.LeastReady);
        Assert.DoesNotContain(gpu.History.Pods, p => p.LostReady);
    }
}
