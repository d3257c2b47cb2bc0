using System.Globalization;
using System.Text;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Benchmarks.Runtime;

/// <summary>The figures as a Markdown table, with the last size's ratio to the first's.</summary>
internal static class RuntimeTable
{
    public static string Of(IReadOnlyList<RuntimeFigures> all, string load)
    {
        var text = new StringBuilder();
        Line("what", [.. all.Select(f => $"{f.Monitors:N0} monitors"), .. Ratio(all) ? new[] { "ratio" } : []]);
        Line("---", [.. all.Select(_ => "---"), .. Ratio(all) ? new[] { "---" } : []]);
        Row("created after (s)", f => f.CreatedAfter, "0.0");
        Row("all judged after apply (s)", f => f.JudgedAfter, "0.0");
        Row("all judged after restart (s)", f => f.JudgedAfterRestart, "0.0");
        Row("resident, no monitors, targets listed (MB)", f => f.Idle.ResidentMegabytes, "0");
        Row("resident, steady (MB)", f => f.Steady.ResidentMegabytes, "0");
        Row("resident, peak (MB)", f => f.Steady.PeakMegabytes, "0");
        Row("resident after restart, steady (MB)", f => f.Restarted.ResidentMegabytes, "0");
        Row("resident after restart, peak (MB)", f => f.Restarted.PeakMegabytes, "0");
        foreach (var kind in all.SelectMany(f => f.Apply).Select(Kind).Distinct().Order(StringComparer.Ordinal))
            Row($"requests, start and apply: {kind}", f => f.Apply.Count(c => Kind(c) == kind), "0");
        Row("requests, start and apply: all", f => f.Apply.Count, "0");
        Row("requests, restart: reads", f => f.Restart.Count(c => !c.IsWrite), "0");
        Row("requests, restart: writes but the lease", f => f.Restart.Count(IsOtherWrite), "0");
        Row("requests a second, steady", f => f.Calm.Count / f.CalmSeconds, "0.00");
        Row("writes but the lease, steady", f => f.Calm.Count(IsOtherWrite), "0");
        Row("queue p50 while applying (ms)", f => f.ApplyQueue.P50 * 1000, "0.0");
        Row("queue p99 while applying (ms)", f => f.ApplyQueue.P99 * 1000, "0");
        Row("queue p50, steady (ms)", f => f.CalmQueue.P50 * 1000, "0.0");
        Row("queue p99, steady (ms)", f => f.CalmQueue.P99 * 1000, "0");
        text.AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"""
            {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB; load average at the start {load}. Real etcd and API server (audit log on); controllers ended: each
            monitor has a Deployment and a ready pod of its own, made by the benchmark, in up to 100 namespaces. Interval 15 s. The stand-in
            Prometheus and the creator share the cores. Requests from the audit log, queue times from the operator's metrics.
            """);
        return text.ToString();

        void Row(string name, Func<RuntimeFigures, double> value, string format)
        {
            var values = all.Select(value).ToList();
            Line(name, [.. values.Select(v => v.ToString(format, CultureInfo.InvariantCulture)), .. Ratio(all) ? new[] { RatioOf(values[0], values[^1]) } : []]);
        }

        void Line(string name, IEnumerable<string> cells) => text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", cells)} |");
    }

    private static bool Ratio(IReadOnlyList<RuntimeFigures> all) => all.Count > 1;

    private static string RatioOf(double first, double last) => first == 0 ? "" : (last / first).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Kind(ApiCall call) => $"{call.Verb} {call.Resource}";

    private static bool IsOtherWrite(ApiCall call) => call is { IsWrite: true, Resource: not "leases" };
}
