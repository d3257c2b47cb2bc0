using System.Globalization;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Benchmarks.Soak;

/// <summary>At the operator's own interval, with one monitor and with 1,000: no write but the lease.</summary>
internal static class SteadySoak
{
    private const int Many = 1_000;
    private const int Namespaces = 10;
    private const int IntervalSeconds = 15;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    // Five minutes of a run of twenty.
    private static readonly TimeSpan Full = TimeSpan.FromMinutes(20);
    private const int FullRounds = 20;

    public static async Task<IReadOnlyList<SoakCheck>> RunAsync(TimeSpan length)
    {
        var rounds = Math.Clamp((int)Math.Round(FullRounds * (length / Full)), 3, FullRounds);
        await using var stage = await FleetStage.SetUpAsync("soak-steady", Namespaces);
        await stage.Fleet.AddTargetsAsync(0, Many);
        stage.Start(IntervalSeconds);
        using var tally = stage.Operator.Tally();

        var checks = new List<SoakCheck>();
        foreach (var (first, end) in new[] { (0, 1), (1, Many) })
        {
            await stage.Fleet.AddMonitorsAsync(first, end);
            await FleetStage.JudgedAsync(tally, end, Deadline);
            await stage.RoundsAsync(2, Deadline);
            SoakRun.Say($"steady state of {end} monitors");
            var before = tally.Writes();
            await stage.RoundsAsync(rounds, Deadline);
            var writes = tally.Writes() - before;
            checks.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"writes but the lease, {end:N0} monitors, {rounds} intervals of {IntervalSeconds} s"), "0", $"{writes}", writes == 0));
        }

        return checks;
    }
}
