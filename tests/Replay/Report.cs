using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Replay;

/// <summary>The tables of a replay, in Markdown.</summary>
internal sealed class Report(IReadOnlyList<Row> rows)
{
    // In the order of the tables; the first three are those that the goals name.
    private static readonly string[] s_rivals =
        ["HPA in flight", "HPA in flight 60s", "HPA rps", Contender.Oracle, "fixed", "KPA", "AIBrix APA", "HPA GPU", "KEDA waiting", "llm-d saturation"];

    private readonly StringBuilder _text = new();

    private readonly (string Trace, int ColdStart, ILookup<string, Row> Families)[] _cells =
        [.. Means(rows).GroupBy(r => (r.Trace, r.ColdStart)).Select(g => (g.Key.Trace, g.Key.ColdStart, g.ToLookup(r => r.Family)))];

    /// <summary>Each policy's settings, as means over the seeds.</summary>
    public static IEnumerable<Row> Means(IEnumerable<Row> rows) =>
        rows.GroupBy(r => (r.Trace, r.ColdStart, r.Family, r.Setting)).Select(g => Row.Mean([.. g]));

    public string Write()
    {
        Objective();
        Ratios();
        Best();
        return _text.ToString();
    }

    private void Objective()
    {
        _text.AppendLine("### Is the objective kept? ModelMonitor, 1 % allowed").AppendLine();
        _text.AppendLine("| trace | cold start s | bad % | violation minutes | p99 s | pod-hours | direction changes a day | bad % / hours, capacity × 0.7 | capacity × 1.3 |");
        _text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (trace, coldStart, families) in _cells)
        {
            if (Ours(families) is not { } our) continue;
            string Biased(double bias) => families[string.Create(CultureInfo.InvariantCulture, $"{Contender.Ours}, capacity × {bias}")].FirstOrDefault() is { } row
                ? Text($"{100 * row.Bad:0.00} / {row.Hours:0}") : "";
            _text.AppendLine(Text($"| {trace} | {coldStart} | {100 * our.Bad:0.00} | {our.Violations:0} | {our.P99:0.00} | {our.Hours:0} | {our.DirectionsPerDay:0} | {Biased(0.7)} | {Biased(1.3)} |"));
        }

        _text.AppendLine();
    }

    private void Ratios()
    {
        _text.AppendLine("### Pod-hours, ours (1 % allowed) over the rival's at the same bad share").AppendLine();
        _text.AppendLine("The rival's setting is chosen in hindsight per trace and cold start, and finer than its knob: between two settings we interpolate. "
            + "\"-\": none of its settings has so few bad requests.").AppendLine();
        Heading(s_rivals);
        foreach (var (trace, coldStart, families) in _cells)
        {
            if (Ours(families) is not { } our) continue;
            _text.Append(Text($"| {trace} | {coldStart} |"));
            foreach (var rival in s_rivals)
                _text.Append(Of(families, rival) is not { Length: > 0 } settings ? "  |" : Ratio(our, settings) is { } ratio ? Text($" {ratio:0.00} |") : " - |");
            _text.AppendLine();
        }

        _text.Append("| **geometric mean** | |");
        foreach (var rival in s_rivals)
        {
            var ratios = _cells.Where(c => Ours(c.Families) is not null && Of(c.Families, rival).Length > 0)
                .Select(c => Ratio(Ours(c.Families)!, Of(c.Families, rival))).OfType<double>().ToArray();
            _text.Append(ratios.Length > 0 ? Text($" **{Math.Exp(ratios.Average(Math.Log)):0.00}** |") : "  |");
        }

        _text.AppendLine().AppendLine();
    }

    private void Best()
    {
        _text.AppendLine("### The rivals' best points beside ours").AppendLine();
        _text.AppendLine("The cheapest setting with at most our bad share: setting: bad % / violation minutes / p99 s / pod-hours / direction changes a day. "
            + "Where no setting is that good, the one with the fewest bad requests, in brackets.").AppendLine();
        Heading(["ModelMonitor", .. s_rivals]);
        foreach (var (trace, coldStart, families) in _cells)
        {
            if (Ours(families) is not { } our) continue;
            _text.Append(Text($"| {trace} | {coldStart} | {Point(our)} |"));
            foreach (var rival in s_rivals)
            {
                var settings = Of(families, rival);
                if (settings.Length == 0) _text.Append("  |");
                else if (new Frontier(settings).SettingAt(our.Bad) is { } row) _text.Append(Text($" {row.Setting:0.##}: {Point(row)} |"));
                else if (settings.MinBy(r => r.Bad) is { } least) _text.Append(Text($" ({least.Setting:0.##}: {Point(least)}) |"));
            }

            _text.AppendLine();
        }

        _text.AppendLine();
    }

    private void Heading(IReadOnlyList<string> columns)
    {
        _text.Append("| trace | cold start s |").AppendJoin("", columns.Select(c => $" {c} |")).AppendLine();
        _text.Append("| --- | ---: |").AppendJoin("", columns.Select(_ => " ---: |")).AppendLine();
    }

    private static string Point(Row r) => Text($"{100 * r.Bad:0.00} / {r.Violations:0} / {r.P99:0.0} / {r.Hours:0} / {r.DirectionsPerDay:0}");

    private static double? Ratio(Row our, IEnumerable<Row> rival) => our.Hours / new Frontier(rival).HoursAt(our.Bad);

    // An oracle may plan in several ways; they are one.
    private static Row[] Of(ILookup<string, Row> families, string rival) =>
        [.. families.Where(f => f.Key == rival || (rival == Contender.Oracle && f.Key.StartsWith(rival, StringComparison.Ordinal))).SelectMany(f => f)];

    private static Row? Ours(ILookup<string, Row> families) => families[Contender.Ours].FirstOrDefault(r => r.Setting == Contender.Goal);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
