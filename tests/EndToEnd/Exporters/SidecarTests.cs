using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>The way of a user who asks for the exporter and turns it off again, with a stand-in exporter.</summary>
public sealed class SidecarTests(StageFixture fixture)
{
    [Fact]
    public async Task Pods_get_the_exporter_one_at_a_time_the_GPU_is_judged_and_turned_off_it_is_gone()
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, "gpu-sidecar");
        var before = (await gpu.PodsAsync()).Select(p => p.Metadata.Name).ToHashSet();

        await gpu.ApplyMonitorAsync("{mode: Sidecar, preset: stand-in}");
        await gpu.WaitForPodsAsync("every pod carries the exporter", IsInjected);
        await gpu.WaitForExporterAsync("the exporter is ready", c => c.Status == "True");
        Assert.DoesNotContain(await gpu.PodsAsync(), p => before.Contains(p.Metadata.Name));

        // The pods' annotations name the model server's port; the exporter's is found by its name.
        await gpu.WaitForSeriesAsync("""count(count by (pod) (DCGM_FI_DEV_GPU_TEMP{namespace="NAMESPACE",job="gpu-metrics"}))""", GpuNamespace.Replicas);
        await gpu.WaitForSeriesAsync("""count(up{namespace="NAMESPACE",container="server"} == 1)""", GpuNamespace.Replicas);
        await gpu.WaitForObjectivesAsync();
        Assert.Equal(62, await gpu.ValueAsync("heat"));
        Assert.InRange(await gpu.ValueAsync("memory"), 61, 63); // (61,000 + 40,520) of 2 x 81,920 MiB

        await gpu.KubectlAsync("scale", $"deployment/{GpuNamespace.Name}", $"--replicas={GpuNamespace.Replicas + 1}");
        await gpu.WaitForPodsAsync("a new pod carries it from its start", IsInjected, GpuNamespace.Replicas + 1);
        await gpu.KubectlAsync("scale", $"deployment/{GpuNamespace.Name}", $"--replicas={GpuNamespace.Replicas}");
        await gpu.WaitForPodsAsync("the third pod is gone", IsInjected);

        await gpu.ApplyMonitorAsync("{mode: None}");
        await gpu.WaitForPodsAsync("no pod carries it any more", p => PodSeen.SidecarOf(p) is null);

        foreach (var reason in new[] { "PodEvicted", "ExporterInjected", "ExporterRemoved" }) await gpu.WaitForEventAsync(reason);
        // Two pods, twice; nobody was evicted who had it already, and nobody was not ready but the one that was replaced.
        Assert.Equal((2 * GpuNamespace.Replicas) + GpuNamespace.Replicas + 1, gpu.History.Pods.Count);
        Assert.Equal(GpuNamespace.Replicas - 1, gpu.History.LeastReady);
        Assert.DoesNotContain(gpu.History.Pods, p => p.LostReady || p.Restarts > 0);
    }

    private static bool IsInjected(V1Pod pod) =>
        PodSeen.SidecarOf(pod) == "localhost/modelmonitor/model-server:dev"
        && pod.Metadata.Annotations?.ContainsKey(SidecarPatch.RevisionAnnotation) == true
        && pod.Metadata.Labels?[SidecarPatch.PresetLabel] == "stand-in"
        && pod.Spec!.Containers.SelectMany(c => c.Ports ?? []).Any(p => p is { Name: SidecarPatch.PortName, ContainerPort: 9400 });
}
