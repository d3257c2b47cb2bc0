using static ModelMonitor.Decisions.Indicator;
using static ModelMonitor.Decisions.UnknownReason;

namespace ModelMonitor.Tests.Integration.Engines;

internal static partial class Expectations
{
    private static IEnumerable<Expectation> Gpus() =>
    [
        .. Of(
            "dcgm", "4.8",
            Is(GpuUtilization, 0.7),                               // mean of 80 % and 60 %; the idle GPU is not this pod's
            Is(GpuMemoryUse, 100_000.0 / 161_000),                 // thousands of MiB: used 60 + 40, free 20 + 40, reserved .5 + .5
            Is(GpuTemperature, 71),                                // the hotter
            Is(GpuErrors, 3)),                                     // XID 31 twice, XID 43 once
        .. Of(
            "dcgm", "3.3",
            Is(GpuUtilization, 0.7),
            Is(GpuMemoryUse, 0.625),                               // 100 of 160: nothing is said of reserved memory
            Is(GpuTemperature, 71),
            No(GpuErrors, NoData)),                                // not switched on; the last XID is not taken for a count
        .. Of("dcgm", "4.8-other-metric", No(GpuTemperature, NoData), Is(GpuUtilization, 0.7)),
        .. Of("dcgm", "4.8-other-label", No(NoData, GpuUtilization, GpuMemoryUse, GpuTemperature, GpuErrors)),
        .. Of(
            "nvidia-gpu-exporter", "1.8",
            Is(GpuUtilization, 0.65),                              // mean of .8 and .5
            Is(GpuMemoryUse, 0.5),                                 // 18 + 6 of 24 + 24 GiB
            Is(GpuTemperature, 64),
            No(GpuErrors, NoData)),
        .. Of("nvidia-gpu-exporter", "1.8-other-metric", No(GpuMemoryUse, NoData), Is(GpuTemperature, 64)),
        .. Of(
            "amd", "1.5-mi300",
            Is(GpuUtilization, 0.7),                               // mean of 90 % and 50 %
            Is(GpuMemoryUse, 0.5),                                 // 147444 + 49148 of 2 * 196592
            Is(GpuTemperature, 68),
            No(GpuErrors, NoData)),
        .. Of(
            "amd", "1.5-mi200-guest",
            Is(GpuUtilization, 0.7),
            Is(GpuTemperature, 61),                                // the edge's: no junction
            No(GpuMemoryUse, NoData)),                             // guests are not told what is used
        .. Of("amd", "1.5-mi300-other-metric", No(GpuUtilization, NoData), Is(GpuTemperature, 68)),
        .. Of("amd", "1.5-mi300-other-label", No(NoData, GpuUtilization, GpuTemperature)),
        .. Of(
            "intel-xpu", "2.0",
            Is(GpuUtilization, 0.5),                               // mean of .75 and .25: the series of all tasks
            Is(GpuMemoryUse, 0.5),                                 // 0.8 + 0.2 of two alike
            Is(GpuTemperature, 62),                                // the memory's 84 is not asked for
            No(GpuErrors, NoData)),
        .. Of(
            "intel-xpu", "1.2",
            Is(GpuUtilization, 0.7),                               // mean of .5 and .9
            Is(GpuTemperature, 59),
            No(GpuMemoryUse, NoData)),                             // what there is of it is not told
        .. Of("intel-xpu", "1.2-other-metric", No(GpuUtilization, NoData), Is(GpuTemperature, 59)),
        .. Of("intel-xpu", "1.2-other-label", No(NoData, GpuUtilization, GpuTemperature)),
        .. Of(
            "ascend", "7.0",
            Is(GpuUtilization, 0.6),                               // mean of 80 % and 40 %; the idle one is not this pod's
            Is(GpuMemoryUse, 0.5),                                 // 48 + 16 of 64 + 64 thousands of 1024 MB
            Is(GpuTemperature, 62),
            No(GpuErrors, NoData)),
        .. Of("ascend", "7.0-other-metric", No(GpuMemoryUse, NoData), Is(GpuTemperature, 62)),
        .. Of("ascend", "7.0-other-label", No(NoData, GpuUtilization, GpuTemperature)),
        .. Of(
            "tpu", "gke-1.35",
            Is(GpuUtilization, 0.6),                               // mean of 75 % and 45 %
            Is(GpuMemoryUse, 0.5),                                 // 72 + 24 of 96 + 96 GiB
            No(GpuTemperature, NoData),
            No(GpuErrors, NoData)),
        .. Of("tpu", "gke-1.35-other-metric", No(GpuUtilization, NoData), Is(GpuMemoryUse, 0.5)),
        .. Of("tpu", "gke-1.35-other-label", No(NoData, GpuUtilization, GpuMemoryUse)),
    ];

    private static IEnumerable<Expectation> Containers() =>
    [
        .. Of("cadvisor", "kubelet-1.34", Is(CpuUse, 0.6), Is(MemoryUse, 0.65)),                  // 2.5 + .5 of 4 + 1 cores; 12 + 1 of 16 + 4 GiB
        .. Of("cadvisor", "kubelet-1.34-unlimited", No(CpuUse, NoData), No(MemoryUse, Unsupported)), // no quota; a limit of 0 is none
        .. Of("cadvisor", "kubelet-1.34-other-metric", No(CpuUse, NoData), Is(MemoryUse, 0.65)),
        .. Of("cadvisor", "kubelet-1.34-other-label", No(NoData, CpuUse, MemoryUse)),             // no container: the pod's cgroup is not counted instead
    ];

    // Drift: shares now .2 .15 .15 .1 .1 .075 .075 .05 .05 .05, before .1 each. PSI is then .1 ln 2 + 2 * .05 ln 1.5 + 2 * .025 ln(1/.75)
    // + 3 * .05 ln 2; the largest distance of the shares up to an edge is that up to .3, .4 or .5: .5 now and .3 before, and so on.
    private static IEnumerable<Expectation> Quality() =>
    [
        .. Of(
            "predictions", "1",
            Is(Accuracy, 0.85),                                    // 30 + 140 of 200
            Is(Precision, 0.75),                                   // 30 of 30 + 10
            Is(Recall, 0.6),                                       // 30 of 30 + 20
            Is(F1, 2.0 / 3),                                       // 60 of 60 + 10 + 20
            Is(DriftPsi, 0.2282174),
            Is(DriftKs, 0.2)),
    ];
}
