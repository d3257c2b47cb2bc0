using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Exporters;

/// <summary>What dcgm-exporter tells, read through a real Prometheus in each way in which its pods' names can arrive.</summary>
public sealed class DcgmReadingTests(ScrapedExporters exporters) : IClassFixture<ScrapedExporters>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("side")] // a sidecar: the pod is that of the scrape
    [InlineData("llm")] // a node's exporter, labels not honored: exported_pod
    [InlineData("honored")] // a node's exporter, labels honored: pod
    public async Task The_four_indicators_come_out_right_in_each_spelling(string ns) => await EventuallyAsync(ns, async () =>
    {
        var sample = await SampleAsync(ns);
        AssertValue(0.7, sample, Indicator.GpuUtilization); // mean of 80 % and 60 %
        AssertValue(100_000.0 / 161_000, sample, Indicator.GpuMemoryUse); // thousands of MiB: used 60 + 40, free 20 + 40, reserved .5 + .5
        AssertValue(71, sample, Indicator.GpuTemperature); // the hotter
        AssertValue(3, sample, Indicator.GpuErrors); // XID 31 twice, XID 43 once
        Assert.Equal(["chat-0"], sample.GpuPods!);
    });

    [Fact]
    public async Task What_the_device_does_not_support_is_unknown_and_never_a_number() => await EventuallyAsync("blanks", async () =>
    {
        var sample = await SampleAsync("blank");
        var busy = sample.Objectives[$"{Indicator.GpuUtilization}"];
        Assert.Equal(UnknownReason.NoData, busy.Reason);
        Assert.Contains("gpu-utilization is blank", busy.Detail, StringComparison.Ordinal);
        AssertValue(66, sample, Indicator.GpuTemperature); // the other GPU's
        AssertValue(100_000.0 / 161_000, sample, Indicator.GpuMemoryUse);
        Assert.Equal(["chat-0"], sample.GpuPods!);
    });

    [Theory]
    [InlineData("gpu-operator", "dcgm-x")] // the node's exporter itself: its series are its users'
    [InlineData("mapped", "chat-0")] // a sidecar that sees others' GPUs, and says so
    [InlineData("somebody", "other")]
    [InlineData("nowhere", "chat-0")]
    public async Task A_pod_that_only_exposes_the_series_of_others_is_not_shown(string ns, string pod) => await EventuallyAsync(ns, async () =>
    {
        var samples = await exporters.SampleAsync(Question(ns, pod), Question("llm", "chat-0"));
        Assert.Equal(["chat-0"], samples["llm"].GpuPods!);
        Assert.Empty(samples[ns].GpuPods!);
        Assert.Equal(UnknownReason.NoData, samples[ns].Objectives[$"{Indicator.GpuTemperature}"].Reason);
    });

    [Fact]
    public async Task A_series_that_is_old_does_not_show_its_pod() => await EventuallyAsync("old", async () =>
    {
        var sample = await SampleAsync("late");
        Assert.Equal(UnknownReason.Stale, sample.Objectives[$"{Indicator.GpuTemperature}"].Reason);
        Assert.Empty(sample.GpuPods!);
    });

    [Fact]
    public async Task The_engine_shows_the_pods_that_are_scraped() => await EventuallyAsync("engine", async () =>
    {
        var question = Question("side", "chat-0") with { Engine = "vllm", Pods = [new("chat-0"), new("chat-1")] };
        var sample = (await exporters.SampleAsync(question))["side"];
        Assert.Equal(["chat-0"], sample.EnginePods!);
        Assert.Equal(["chat-0"], sample.GpuPods!);
    });

    private static MonitorQuestion Question(string ns, string pod) => new(ns, ns, "chat", [new(pod)], "custom", [.. Gpu.Select(i => new IndicatorQuestion($"{i}", i))]) { AsksGpu = true };

    private static Indicator[] Gpu => [Indicator.GpuUtilization, Indicator.GpuMemoryUse, Indicator.GpuTemperature, Indicator.GpuErrors];

    private static void AssertValue(double expected, MonitorSample sample, Indicator indicator)
    {
        var reading = sample.Objectives[$"{indicator}"];
        Assert.True(reading.TryGet(out var value), $"{indicator}: {reading.Reason} {reading.Detail}");
        Assert.Equal(expected, value, 1e-9);
    }

    private async Task<MonitorSample> SampleAsync(string ns) => (await exporters.SampleAsync(Question(ns, "chat-0")))[ns];

    private static Task EventuallyAsync(string what, Func<Task> check) => Eventually.TrueAsync(
        what,
        async () =>
        {
            await check();
            return true;
        },
        Deadline);
}
