using System.Globalization;
using ModelMonitor.Tests.Benchmarks;
using ModelMonitor.Tests.Benchmarks.Metrics;
using ModelMonitor.Tests.Benchmarks.Runtime;
using ModelMonitor.Tests.Benchmarks.Soak;

switch (args)
{
    case [] or ["decide"]:
        DecideBenchmark.Run();
        return 0;
    case ["runtime", .. var sizes]:
        await RuntimeBenchmark.RunAsync(sizes.Length == 0 ? [1_000, 10_000] : [.. sizes.Select(s => int.Parse(s, CultureInfo.InvariantCulture))]);
        return 0;
    case ["metrics", .. var sizes]:
        await MetricsBenchmark.RunAsync(sizes.Length == 0 ? [10, 1_000, 10_000] : [.. sizes.Select(s => int.Parse(s, CultureInfo.InvariantCulture))]);
        return 0;
    case ["soak"]:
        return await SoakRun.RunAsync();
    default:
        Console.Error.WriteLine("usage: Benchmarks [decide | metrics [MONITORS...] | runtime [MONITORS...] | soak]");
        return 2;
}
