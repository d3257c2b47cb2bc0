namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>What happens in each scenario; makes its input.csv.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Minutes">Its length.</param>
/// <param name="Arrivals">Requests a second, by minute.</param>
/// <param name="Elsewhere">Seconds that a request spends in what the model depends on, by minute; null for none.</param>
/// <param name="Change">What else happens, by minute; null for nothing.</param>
internal sealed record Scenarios(
    string Name, int Minutes, Func<double, double> Arrivals, Func<double, double>? Elsewhere = null, Action<double, GoldenRow>? Change = null)
{
    private const int Interval = 15;

    public static IReadOnlyList<Scenarios> All { get; } =
    [
        new("ramp", 45, m => Ramp(m, 5, 20, 25, 80)),
        new("spike", 50, m => m is >= 10 and < 20 ? 50 : 20),
        new("night", 120, m => Ramp(m, 10, 60, 70, 3)),
        new("outage-at-the-peak", 70, m => m < 5 ? 30 : m < 40 ? 60 : 30, Change: (m, row) =>
        {
            if (m is >= 20 and < 35) Blank(row);
        }),
        new("restart-at-the-peak", 60, m => Ramp(m, 5, 30, 20, 70), Change: (m, row) =>
        {
            if (m == 22) row["restart"] = "yes";
        }),
        new("stuck-pending", 75, m => m < 10 ? 30 : 60, Change: (m, row) =>
        {
            if (m < 50) row["startable"] = "5";
        }),
        new("contested-replicas", 100, m => m < 40 ? 50 : 80, Change: (m, row) =>
        {
            if (m == 10) row["replicas"] = "12";
            if (m is >= 40 and < 70) row["replicas"] = "back";
        }),
        new("slow-dependency", 45, _ => 20, Elsewhere: m => m is >= 10 and < 30 ? 3 : 0),
        new("budget-spent", 75, m => m < 5 ? 60 : 20, Change: (m, row) =>
        {
            row.Set("bad_recent", m < 25 ? 0.015 : 0.002);
            row.Set("bad_window", m < 45 ? 0.012 : 0.0098);
        }),
    ];

    public static Scenarios Of(string name) => All.Single(s => s.Name == name);

    /// <summary>Lets it happen, with the replicas that the pipeline decides on; the same in every run.</summary>
    public IEnumerable<GoldenRow> Rows(GoldenPlan golden)
    {
        var (server, replay) = (new FluidServer(new Random(1)), new GoldenReplay(golden));
        for (var second = -120; second <= Minutes * 60; second++)
        {
            var (minute, ready) = (second / 60.0, second <= 0 ? golden.Replicas : replay.Ready(second));
            server.Step(Arrivals(Math.Max(0, minute)), ready, Elsewhere?.Invoke(minute) ?? 0);
            if (second < 0 || second % Interval != 0) continue;
            var row = new GoldenRow { ["replicas"] = "=" };
            row.Set("t_s", second);
            server.Fill(row, ready);
            Change?.Invoke(minute, row);
            replay.Decide(row);
            yield return row;
        }
    }

    private static double Ramp(double minute, double from, double low, double until, double high) =>
        low + ((high - low) * Math.Clamp((minute - from) / (until - from), 0, 1));

    private static void Blank(GoldenRow row)
    {
        foreach (var column in GoldenRow.Columns[1..9]) row[column] = "";
    }
}
