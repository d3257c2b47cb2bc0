using System.Globalization;
using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Replay;

/// <summary>A policy at a setting, on a trace at a cold start: one seed's result, or the mean over seeds (seed 0).</summary>
internal sealed record Row(
    string Trace, int ColdStart, int Seed, string Family, double Setting,
    double Bad, double Violations, double P99, double Hours, double DirectionsPerDay)
{
    public static Row Of(Cell cell, Contender contender, SimulationResult result) => new(
        cell.Trace.Name, cell.ColdStart, cell.Seed, contender.Family, contender.Setting,
        result.BadShare, result.ViolationMinutes, result.FirstTokenP99, result.PodHours, result.DirectionChangesPerDay);

    public static Row Mean(IReadOnlyCollection<Row> seeds) => seeds.First() with
    {
        Seed = 0,
        Bad = seeds.Average(r => r.Bad),
        Violations = seeds.Average(r => r.Violations),
        P99 = seeds.Average(r => r.P99),
        Hours = seeds.Average(r => r.Hours),
        DirectionsPerDay = seeds.Average(r => r.DirectionsPerDay),
    };

    public const string Header = "trace,cold_start_s,seed,family,setting,bad_share,violation_minutes,p99_s,pod_hours,direction_changes_per_day";

    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Trace},{ColdStart},{Seed},{Family.Replace(",", ";", StringComparison.Ordinal)},{Setting:R},{Bad:R},{Violations:R},{P99:R},{Hours:R},{DirectionsPerDay:R}");

    public static Row FromCsv(string line)
    {
        var cells = line.Split(',');
        double At(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
        return new(cells[0], (int)At(1), (int)At(2), cells[3].Replace(";", ",", StringComparison.Ordinal), At(4), At(5), At(6), At(7), At(8), At(9));
    }
}
