using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Benchmarks.Runtime;

/// <summary>The published operator with many monitors, on a real API server and etcd.</summary>
internal static class RuntimeBenchmark
{
    private const int Namespaces = 100;
    private const int IntervalSeconds = 15;
    private const int CalmRounds = 4;

    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        var all = new List<RuntimeFigures>();
        foreach (var size in sizes)
        {
            all.Add(await MeasureAsync(size));
            // After each size, so that a long run that is ended early has told something; the last table has everything.
            Console.WriteLine(RuntimeTable.Of(all, load));
        }
    }

    private static async Task<RuntimeFigures> MeasureAsync(int monitors)
    {
        Say($"{monitors} monitors: starting a control plane");
        await using var stage = await FleetStage.SetUpAsync("bench", Math.Min(Namespaces, monitors));
        using var http = new HttpClient();

        Say("making targets");
        await stage.Fleet.AddTargetsAsync(0, monitors);
        var figures = new RuntimeFigures(monitors);
        await AppliedAsync();
        await CalmAsync();
        await RestartedAsync();
        return figures;

        async Task AppliedAsync()
        {
            var process = stage.Start(IntervalSeconds);
            using var tally = stage.Operator.Tally();
            await Eventually.TrueAsync("the operator leads", () => Task.FromResult(tally.Read().Any(c => c is { Resource: "leases", Code: 201 })), Deadline);
            // Lists and their garbage come first; what is resident without monitors is what stays.
            await Task.Delay(TimeSpan.FromSeconds(5), Time);
            figures.Idle = ProcessMemory.Of(process.Pid);

            Say("applying");
            var start = Time.GetUtcNow();
            await stage.Fleet.AddMonitorsAsync(0, monitors);
            figures.CreatedAfter = (Time.GetUtcNow() - start).TotalSeconds;
            await FleetStage.JudgedAsync(tally, monitors, Deadline);
            figures.JudgedAfter = (tally.FirstJudged()[^1] - start).TotalSeconds;
            figures.Apply = [.. tally.Read()];
            var scrape = await Scrape.OfAsync(http, process.MetricsAddress);
            figures.ApplyQueue = (scrape.QueueSeconds(0.5), scrape.QueueSeconds(0.99));
        }

        async Task CalmAsync()
        {
            Say("steady state");
            var process = stage.Operator.Process;
            using var tally = stage.Operator.Tally();
            await stage.RoundsAsync(2, Deadline);
            var (before, first, start) = (tally.Read().Count, await Scrape.OfAsync(http, process.MetricsAddress), Time.GetTimestamp());
            await stage.RoundsAsync(CalmRounds, Deadline);
            figures.CalmSeconds = Time.GetElapsedTime(start).TotalSeconds;
            figures.Calm = [.. tally.Read().Skip(before)];
            figures.Steady = ProcessMemory.Of(process.Pid);
            var last = await Scrape.OfAsync(http, process.MetricsAddress);
            figures.CalmQueue = (last.QueueSeconds(0.5, first), last.QueueSeconds(0.99, first));
        }

        async Task RestartedAsync()
        {
            Say("restart");
            await stage.Operator.Process.TerminateAsync(Deadline);
            using var tally = stage.Operator.Tally();
            var (before, start) = (tally.Read().Count, Time.GetTimestamp());
            var process = stage.Start(IntervalSeconds);
            await Eventually.TrueAsync(
                "the new process has judged all",
                async () => (await Scrape.OfAsync(http, process.MetricsAddress)).Judged == monitors,
                Deadline);
            figures.JudgedAfterRestart = Time.GetElapsedTime(start).TotalSeconds;
            figures.Restart = [.. tally.Read().Skip(before)];
            await stage.RoundsAsync(2, Deadline);
            figures.Restarted = ProcessMemory.Of(process.Pid);
        }
    }

    private static void Say(string what) => Console.Error.WriteLine($"{Time.GetUtcNow():HH:mm:ss} {what}");
}
