using System.Text.RegularExpressions;
using ModelMonitor.Actions;

namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>An exporter that crashes all the time is its own matter.</summary>
public sealed partial class CrashingExporterTests(StageFixture fixture)
{
    [Fact]
    public async Task An_exporter_that_crashes_again_and_again_never_makes_its_pod_unready()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-crashing");
        await gpu.ApplyMonitorAsync("{mode: Sidecar, preset: stand-in-crashing}");
        await gpu.WaitForPodsAsync("every pod carries it", p => PodSeen.SidecarOf(p) is not null);
        foreach (var pod in await gpu.PodsAsync())
            await Eventually.TrueAsync(
                $"the exporter of {pod.Metadata.Name} crashed three times",
                async () => Ended().Count(await gpu.KubectlAsync("logs", pod.Metadata.Name!, "-c", SidecarPatch.ContainerName)) >= 3,
                TimeSpan.FromMinutes(3));

        Assert.DoesNotContain(gpu.History.Pods, p => p.LostReady || p.Restarts > 0);
        Assert.Equal(GpuNamespace.Replicas - 1, gpu.History.LeastReady);
    }

    // The stand-in's own words.
    [GeneratedRegex("^ending with 3, as asked$", RegexOptions.Multiline)]
    private static partial Regex Ended();
}
