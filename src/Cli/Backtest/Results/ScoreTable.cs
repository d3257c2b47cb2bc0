using System.Globalization;

namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>A backtest as text for a terminal.</summary>
public static class ScoreTable
{
    private static readonly string[] Header = ["POLICY", "ATTAINMENT", "KEPT", "VIOLATION-MIN", "REPLICA-HOURS", "CHANGES", "FLAPS", "P99"];

    /// <summary>Writes it: what was replayed and assumed, then one line per policy.</summary>
    /// <param name="document">The backtest.</param>
    /// <param name="output">Where to.</param>
    public static void Write(BacktestDocument document, TextWriter output)
    {
        foreach (var line in Preface(document)) output.WriteLine(line);
        output.WriteLine();
        var rows = document.Policies.Select(Cells).Prepend(Header).ToList();
        var widths = Enumerable.Range(0, Header.Length).Select(c => rows.Max(r => r[c].Length)).ToList();
        foreach (var row in rows)
            output.WriteLine(string.Join("   ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))));
    }

    /// <summary>What was replayed and assumed, in sentences.</summary>
    /// <param name="document">The backtest.</param>
    public static IEnumerable<string> Preface(BacktestDocument document)
    {
        var (load, given) = (document.Load, document.Assumptions);
        var start = load.Start is { } time ? $" from {Texts.Time(time)}" : "";
        yield return Texts.Line($"{document.Monitor}: {load.Source}, {Texts.Duration(load.Seconds)}{start}, {load.MeanRate:0.##} requests/s on average, {load.PeakRate:0.##} in the busiest minute.");
        yield return Texts.Line($"Objective {given.Objective}: {given.Target * 100:0.###} % of requests get their first token within {Texts.Seconds(given.BoundSeconds)}.");
        yield return Texts.Line($"A pod carries {given.PodRate:0.###} requests/s ({given.PodRateFrom}) and needs {Texts.Duration(given.ColdStartSeconds)} to start ({given.ColdStartFrom}).");
        yield return Texts.Line($"Requests of {given.InputTokens:0} + {given.OutputTokens:0} tokens ({given.TokensFrom}); {(given.Model == "fluid" ? "fluid simulation" : "request by request")}, seed {given.Seed}.");
        if (load.Outages > 0)
            yield return Texts.Line($"{load.Outages} {(load.Outages == 1 ? "gap" : "gaps")} in the history, {Texts.Duration(load.OutageSeconds)} together: metrics are out there, and the load runs straight across.");
        foreach (var note in given.Notes) yield return note;
    }

    /// <summary>The columns' names.</summary>
    public static IReadOnlyList<string> Columns => Header;

    /// <summary>A policy's line, cell by cell.</summary>
    /// <param name="score">The policy.</param>
    public static string[] Cells(PolicyScore score) =>
    [
        score.Name,
        Texts.Line($"{score.Attainment * 100:0.000} %"),
        score.Kept ? "yes" : "no",
        score.ViolationMinutes.ToString(CultureInfo.InvariantCulture),
        Texts.Line($"{score.ReplicaHours:0.0}"),
        score.Changes.ToString(CultureInfo.InvariantCulture),
        score.Flaps.ToString(CultureInfo.InvariantCulture),
        Texts.Seconds(score.FirstTokenP99Seconds),
    ];
}
