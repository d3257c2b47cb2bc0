using ModelMonitor.Tests.Benchmarks.Runtime;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Benchmarks.Soak;

/// <summary>
/// Two stages on one control plane, both full of monitors that fail. In the first, whoever leads is killed every 30 s while one good
/// monitor has to scale; in the second, a leader and a standby live through the whole run, and their memory is watched.
/// </summary>
internal static class KillSoak
{
    private const int FailingOfEachKind = 25;
    private const double AllowedGrowthMegabytes = 5;

    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<SoakCheck>> RunAsync(TimeSpan length)
    {
        await using var cluster = await FaultCluster.UpAsync("soak");
        await using var killed = await FaultStage.SetUpAsync(cluster);
        await using var living = await FaultStage.SetUpAsync(cluster);
        await FailingMonitors.CreateAsync(killed, FailingOfEachKind);
        await FailingMonitors.CreateAsync(living, FailingOfEachKind);
        (await killed.AddSecondAsync()).Start();
        (await living.AddSecondAsync()).Start();
        living.A.Start();
        await ScaleOut.StartAsync(killed);
        SoakRun.Say("kills begin");

        var start = Time.GetTimestamp();
        using var end = new CancellationTokenSource();
        var kills = KillLeadersAsync(killed, end.Token);
        var memory = Task.WhenAll(living.Seats.Select(s => WatchMemoryAsync(s.Process.Pid, end.Token)));
        foreach (var (share, load, replicas) in new[] { (0.25, 10.0, 2), (0.6, 18.0, 3) })
        {
            await WaitUntilAsync(start, length * share);
            await ScaleOut.StepAsync(killed, load, replicas);
            SoakRun.Say($"{replicas} replicas");
        }

        await WaitUntilAsync(start, length);
        await end.CancelAsync();
        var count = await kills;
        return [.. ActChecks(killed, count, await ReplicasAsync(killed)), .. MemoryChecks(await memory), .. LifeChecks(killed, living)];
    }

    private static async Task<int> KillLeadersAsync(FaultStage stage, CancellationToken end)
    {
        for (var kills = 0; ; kills++)
        {
            try
            {
                await Task.Delay(KillEvery, Time, end);
            }
            catch (OperationCanceledException)
            {
                return kills;
            }

            var leader = stage.Audit.Last(e => e is { Kind: WriteKind.Lease, Succeeded: true }).User;
            await stage.Seats.Single(s => s.Identity.User == leader).CrashAsync();
        }
    }

    private static async Task<IReadOnlyList<double>> WatchMemoryAsync(int pid, CancellationToken end)
    {
        var samples = new List<double>();
        while (true)
        {
            try
            {
                samples.Add(ProcessMemory.Of(pid).ResidentMegabytes);
                await Task.Delay(SampleEvery, Time, end);
            }
            catch (OperationCanceledException)
            {
                return samples;
            }
        }
    }

    private static async Task WaitUntilAsync(long start, TimeSpan at)
    {
        if (at - Time.GetElapsedTime(start) is var left && left > TimeSpan.Zero) await Task.Delay(left, Time);
    }

    private static async Task<int?> ReplicasAsync(FaultStage stage) => (await stage.DeploymentAsync(ScaleOut.Name)).Spec?.Replicas;

    private static IEnumerable<SoakCheck> ActChecks(FaultStage stage, int kills, int? replicas)
    {
        var evidence = new Evidence(stage.Audit, [.. stage.Seats.Select(s => s.Identity.User)], ScaleOut.Bounds);
        var acts = evidence.ScaleWrites().Count();
        var wrong = ScaleOracles.WithinBounds(evidence)
            .Concat(ScaleOracles.OncePerDecision(evidence))
            .Concat(LeaseOracle.OnlyWithinTerm(evidence))
            .Concat(ScaleOracles.RecordedFirst(evidence))
            .ToList();
        foreach (var sentence in wrong) SoakRun.Say(sentence);
        yield return new("leaders killed", "≥ 1", $"{kills}", kills > 0);
        yield return new("replicas at the end, acts", $"{ScaleOut.Replicas}, 2", $"{replicas}, {acts}", replicas == ScaleOut.Replicas && acts == 2);
        yield return new("oracles O1 to O4", "0 violations", $"{wrong.Count}", wrong.Count == 0);
    }

    private static IEnumerable<SoakCheck> MemoryChecks(IReadOnlyList<double>[] memory)
    {
        foreach (var (samples, name) in memory.Zip(["first", "second"]))
        {
            // A quarter of the run for warm-up; medians, so that a collection that just ran decides nothing.
            var quarter = samples.Count / 4;
            var (before, after) = (Median(samples.Skip(quarter).Take(quarter)), Median(samples.TakeLast(quarter)));
            yield return new(
                FormattableString.Invariant($"growth of the {name} operator that lives on ({before:0.0} MB after warm-up)"),
                $"≤ {AllowedGrowthMegabytes} MB",
                FormattableString.Invariant($"{after - before:0.0} MB"),
                after - before <= AllowedGrowthMegabytes);
        }
    }

    private static IEnumerable<SoakCheck> LifeChecks(params FaultStage[] stages)
    {
        var ends = stages.SelectMany(s => s.Seats).SelectMany(s => s.Processes).Where(p => p.EndedByItself).Select(p => $"ended by itself; see {p.Log}");
        var logs = stages.SelectMany(s => s.Seats).SelectMany(s => s.Processes).Select(p => (p.Log, p.ReadLog()));
        var wrong = ProcessOracles.LiveOn(ends, logs).ToList();
        foreach (var sentence in wrong) SoakRun.Say(sentence);
        yield return new("ends that nobody planned, uncaught exceptions", "0", $"{wrong.Count}", wrong.Count == 0);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } sorted ? sorted[sorted.Count / 2] : double.NaN;
}
