using System.Collections.Concurrent;
using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Replay;

/// <summary>Runs every contender on every cell, over all cores.</summary>
internal static class ReplayRun
{
    private const double OraclePods = 12;

    public static IReadOnlyList<Row> Run(ReplayOptions options, Workload workload, Action<string> log)
    {
        var traces = TraceFiles.Read(options.Traces).Select(t => Scaled(t, workload, log)).ToArray();
        var groups = traces.SelectMany(t => Enumerable.Range(1, options.Seeds).Select(seed => (Trace: t, Seed: seed))).ToArray();
        var reused = options.Reuse is { } file
            ? File.ReadLines(file).Skip(1).Select(Row.FromCsv).Where(r => !r.Family.StartsWith(Contender.Ours, StringComparison.Ordinal)).ToArray()
            : [];
        var rows = new ConcurrentBag<Row>();
        var groupsDone = 0;
        foreach (var (trace, seed) in groups)
        {
            var arrivals = new ArrivalCounts(trace, seed);
            var cells = options.ColdStarts.Select(coldStart => new Cell(workload, arrivals, coldStart, seed)).ToArray();
            var known = reused.Where(r => (r.Trace, r.Seed) == (trace.Name, seed) && options.ColdStarts.Contains(r.ColdStart)).ToArray();
            var done = known.Select(r => (r.ColdStart, r.Family, r.Setting)).ToHashSet();
            var jobs = cells.SelectMany(cell => Contender.Rivals(cell)
                .Where(r => r.Family.StartsWith(Contender.Oracle, StringComparison.Ordinal) || r.Family.Contains(options.Policy, StringComparison.OrdinalIgnoreCase))
                .Where(r => !done.Contains((cell.ColdStart, r.Family, r.Setting)))
                .Concat(Contender.OurOwn()).Select(contender => (cell, contender)));
            Parallel.ForEach(Partitioner.Create(jobs, EnumerablePartitionerOptions.NoBuffering), job =>
                rows.Add(Row.Of(job.cell, job.contender, job.contender.Run(job.cell))));
            foreach (var row in known) rows.Add(row);
            log($"{trace.Name}, seed {seed}: {++groupsDone} of {groups.Length}");
        }

        // In an order that does not depend on which core was first.
        return [.. rows.OrderBy(r => r.Trace, StringComparer.Ordinal).ThenBy(r => r.ColdStart).ThenBy(r => r.Seed).ThenBy(r => r.Family, StringComparer.Ordinal).ThenBy(r => r.Setting)];
    }

    /// <summary>
    /// Scales a trace until the oracle, at the rate that a pod carries, needs 12 pods on average with a cold start of 120 s. More
    /// than once, since noise weighs less in a larger load.
    /// </summary>
    private static ArrivalTrace Scaled(ArrivalTrace trace, Workload workload, Action<string> log)
    {
        trace = trace.Scale(OraclePods * workload.RatePerPod / trace.MeanRate);
        for (var i = 0; i < 4; i++)
        {
            var cell = new Cell(workload, new ArrivalCounts(trace, 1), 120, 1);
            var options = cell.Options;
            var plan = OraclePlan.Create(cell.RatesSeen(), workload.RatePerPod, options.ColdStart, options.MinReplicas, options.MaxReplicas);
            trace = trace.Scale(OraclePods / plan.Replicas.Average());
        }

        log(FormattableString.Invariant($"{trace.Name}: {trace.MeanRate:0.0} requests/s on average, {trace.PeakMinute:0.0} in the busiest minute"));
        return trace;
    }
}
