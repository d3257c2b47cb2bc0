using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Exporters;

public sealed class BuiltInExportersTests
{
    private static readonly EngineCatalog Engines = EngineCatalog.LoadEmbedded();

    public static TheoryData<string> Names => [.. Engines.GpuExporters.Select(e => e.Name)];

    [Fact]
    public void The_exporters_are_those_of_the_resources_description() =>
        Assert.Equal(["amd", "ascend", "dcgm", "intel-xpu", "nvidia-gpu-exporter", "tpu"], Engines.GpuExporters.Select(e => e.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_runs_or_says_why_not_and_what_to_do(string name)
    {
        var exporter = Engines.GpuExporters.Single(e => e.Name == name);
        Assert.NotEmpty(exporter.Source);
        if (exporter.Sidecar!.Cannot is { } cannot)
        {
            Assert.Contains(';', cannot);
            Assert.Empty(exporter.Sidecar.Image);
            return;
        }

        Assert.True(ImageReference.IsPinned(exporter.Sidecar.Image));
        Assert.NotNull(exporter.Sidecar.Needs);
    }

    [Fact]
    public void Nvidias_run_unprivileged_and_are_started_again_and_amds_shares_a_claim_as_root()
    {
        foreach (var name in new[] { "dcgm", "nvidia-gpu-exporter" })
        {
            var sidecar = Engines.GpuExporters.Single(e => e.Name == name).Sidecar!;
            Assert.Equal((1000, false, true, false), (sidecar.RunAsUser, sidecar.NeedsPrivileges, sidecar.HasShell, sidecar.NeedsClaims));
        }

        var amd = Engines.GpuExporters.Single(e => e.Name == "amd").Sidecar!;
        Assert.Equal((true, true, null), (amd.NeedsClaims, amd.NeedsPrivileges, amd.Cannot));
    }

    [Fact]
    public void A_series_that_says_whose_it_is_is_not_asked_for_as_its_exporters()
    {
        var presence = new GpuPresence(Engines.Shared(SignalGroup.Gpu)!, [new("a/b", "a", "b", [new("b-0")], null, []) { AsksGpu = true }]).Job.PromQl;
        Assert.Contains("""timestamp(DCGM_FI_DEV_GPU_UTIL{exported_namespace=~"a",exported_pod!=""})""", presence, StringComparison.Ordinal);
        Assert.Contains("""timestamp(DCGM_FI_DEV_GPU_UTIL{namespace=~"a",pod!="",exported_pod=""})""", presence, StringComparison.Ordinal);
        Assert.Contains("""timestamp(npu_chip_info_utilization{namespace=~"a",pod_name!="",exported_namespace=""})""", presence, StringComparison.Ordinal);
        Assert.Contains("""timestamp(xpum_engine_ratio{namespace=~"a",pod!="",kube_pod="",exported_pod=""})""", presence, StringComparison.Ordinal);
        Assert.Contains("""timestamp(nvidia_smi_utilization_gpu_ratio{namespace=~"a",pod!=""})""", presence, StringComparison.Ordinal);
    }

    [Fact]
    public void All_together_each_metric_keeps_its_own_labels_and_blanks()
    {
        var all = Engines.Shared(SignalGroup.Gpu)!;
        var busy = all.Signals[Signal.GpuUtilization].Alternatives.ToDictionary(a => a.Terms[0].Name);
        Assert.Equal((2147483632.0, null, null), (busy["DCGM_FI_DEV_GPU_UTIL"].BlankFrom, busy["gpu_gfx_activity"].BlankFrom, all.BlankFrom));
        Assert.Equal(["pod_name", "pod_name"], busy["npu_chip_info_utilization"].Identities!.Select(i => i.NameLabel));
        Assert.Equal(["pod"], busy["nvidia_smi_utilization_gpu_ratio"].Identities!.Select(i => i.NameLabel));
        Assert.Null(all.Sidecar);
    }
}
