using System.Globalization;
using ModelMonitor.Cli.Explaining;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Checking;

/// <summary>Performance data of a monitor: <c>'label'=value[unit];[warn];[crit];[min];[max]</c>. Pure.</summary>
internal static class PerformanceData
{
    /// <summary>Writes each objective whose value is known, each budget, and the replicas.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="limits">Thresholds of budgets.</param>
    public static string Of(V1Alpha1ModelMonitor monitor, CheckLimits limits)
    {
        var parts = new List<string>();
        foreach (var one in monitor.Status?.Objectives ?? [])
        {
            var isAbove = monitor.Spec.Objectives.FirstOrDefault(o => o.EffectiveName == one.Name)?.Above is not null;
            if (one.State != "Unknown" && Numbers.TryReadValue(one.Value, out var value, out var unit))
            {
                // A range alerts outside of it: "1" is 0 to 1, "95:" is 95 and more.
                var bound = Numbers.TryReadValue(one.Bound, out var limit, out _) ? $"{Text(limit)}{(isAbove ? ":" : "")}" : "";
                parts.Add($"{Label(one.Name)}={Text(value)}{unit};;{bound};0{(unit == "%" ? ";100" : "")}");
            }

            if (Numbers.TryReadValue(one.BudgetRemaining, out var left, out var percent) && percent == "%")
                parts.Add($"{Label($"{one.Name}_budget")}={Text(left)}%;{Least(limits.BudgetWarning)};{Least(limits.BudgetCritical)};;100");
        }

        if (monitor.Status?.Replicas is { } replicas)
        {
            var (min, max) = (monitor.Spec.Scaling?.MinReplicas, monitor.Spec.Scaling?.MaxReplicas);
            parts.Add($"{Label("replicas")}={Text(replicas.Current)};;;{(min is { } few ? Text(few) : "0")};{(max is { } many ? Text(many) : "")}".TrimEnd(';'));
            parts.Add($"{Label("ready")}={Text(replicas.Ready)};;;0");
        }

        return string.Join(' ', parts);
    }

    private static string Label(string name) => $"'{Safe.Line(name).Replace("'", "", StringComparison.Ordinal).Replace("=", "", StringComparison.Ordinal).Replace("|", "", StringComparison.Ordinal)}'";

    private static string Least(double? limit) => limit is { } least ? $"{Text(least)}:" : "";

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
