using System.Text.RegularExpressions;

namespace ModelMonitor.Tests;

/// <summary>A query of a dashboard.</summary>
/// <param name="Dashboard">The dashboard's name.</param>
/// <param name="Place">The panel and the query's letter, or the variable, or the annotation.</param>
/// <param name="Text">PromQL, with Grafana's variables.</param>
/// <param name="Label">The label whose values are asked for; null where the samples are.</param>
public sealed partial record DashboardQuery(string Dashboard, string Place, string Text, string? Label)
{
    /// <summary>Where it stands, as one text.</summary>
    public string Name => $"{Dashboard}: {Place}";

    /// <summary>Reads one.</summary>
    public static DashboardQuery Of(string dashboard, string place, string text) => LabelValues().Match(text) is { Success: true } match
        ? new(dashboard, place, match.Groups[1].Value, match.Groups[2].Value)
        : new(dashboard, place, text, null);

    /// <summary>The PromQL that Grafana sends when its variables have these values.</summary>
    /// <exception cref="KeyNotFoundException">It uses a variable that has none.</exception>
    public string With(IReadOnlyDictionary<string, string> variables) => Variable().Replace(Text, m => variables[m.Groups[1].Value]);

    /// <summary>The variables that it uses.</summary>
    public IEnumerable<string> Variables => Variable().Matches(Text).Select(m => m.Groups[1].Value).Distinct();

    [GeneratedRegex(@"^label_values\((.*), *(\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();
}
