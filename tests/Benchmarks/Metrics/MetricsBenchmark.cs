using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Prometheus;

namespace ModelMonitor.Tests.Benchmarks.Metrics;

/// <summary>A tick's queries, bytes, time and allocations against a real Prometheus, beside a query per monitor and signal, in one run.</summary>
internal static class MetricsBenchmark
{
    private const int Ticks = 5;
    private static readonly TimeSpan Scrape = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        Console.WriteLine("| monitors | way | queries a tick | KiB a tick | ms a tick | KiB allocated a tick |\n| --- | --- | --- | --- | --- | --- |");
        foreach (var size in sizes) await RunAsync(size);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{Environment.ProcessorCount} cores. A real Prometheus (scrapes every {Scrape.TotalSeconds} s, window 60 s) on the same cores; median of {Ticks} ticks; one tick of the plain way."));
    }

    private static async Task RunAsync(int monitors)
    {
        var engines = EngineCatalog.LoadEmbedded();
        var fleet = FleetMonitor.Of(monitors, engines);
        await using var target = await FleetTarget.StartAsync(fleet);
        await using var prometheus = await PrometheusProcess.StartAsync($"""
            global: {"{"}scrape_interval: {Scrape.TotalSeconds}s, scrape_timeout: {Scrape.TotalSeconds}s{"}"}
            scrape_configs:
            - job_name: fleet
              honor_labels: true
              static_configs: [{"{"}targets: ["{target.Address}"]{"}"}]
            """);
        using var handler = new CountingHandler();
        using var client = new PrometheusClient(
            new() { Name = "bench", Url = prometheus.Url, ScrapeInterval = Scrape, Window = TimeSpan.FromSeconds(60), Timeout = TimeSpan.FromSeconds(60) }, TimeProvider.System, handler);
        var source = new PrometheusSource(client, engines, TimeProvider.System, NullLogger.Instance);
        var questions = fleet.Select(f => f.Question).ToList();
        await Eventually.TrueAsync("the window is full and every monitor is read", async () =>
        {
            var samples = await source.SampleAsync(questions, default);
            return samples.Values.All(s => s.Load.Running.Kind != ReadingKind.Unknown && s.Objectives.Values.All(o => o.Kind != ReadingKind.Unknown));
        }, TimeSpan.FromMinutes(5));

        var batched = new List<Figures>();
        for (var i = 0; i < Ticks; i++) batched.Add(await MeasureAsync(handler, () => source.SampleAsync(questions, default)));
        var plain = await MeasureAsync(handler, () => PlainWay.RunAsync(client, fleet));
        var median = batched.OrderBy(f => f.Milliseconds).ElementAt(Ticks / 2);
        Print(monitors, "planner", median);
        Print(monitors, "a query per monitor and signal", plain);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {monitors:N0} | ratio | {(double)plain.Queries / median.Queries:0.0} | {plain.Bytes / median.Bytes:0.0} | {plain.Milliseconds / median.Milliseconds:0.0} | {plain.Allocated / median.Allocated:0.0} |"));
    }

    private static async Task<Figures> MeasureAsync(CountingHandler handler, Func<Task> tick)
    {
        handler.Reset();
        var (allocated, start) = (GC.GetTotalAllocatedBytes(precise: true), TimeProvider.System.GetTimestamp());
        await tick();
        return new(handler.Requests, handler.Bytes, TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static void Print(int monitors, string way, Figures figures) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {monitors:N0} | {way} | {figures.Queries:N0} | {figures.Bytes / 1024:N0} | {figures.Milliseconds:N0} | {figures.Allocated / 1024:N0} |"));

    private sealed record Figures(long Queries, double Bytes, double Milliseconds, double Allocated);
}
