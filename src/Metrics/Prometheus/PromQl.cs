using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>The only door by which text gets into a query.</summary>
public static class PromQl
{
    /// <summary>A double-quoted string that PromQL reads back as exactly <paramref name="value"/>.</summary>
    /// <param name="value">Any text of whole characters (a lone surrogate becomes U+FFFD on the wire).</param>
    public static string Quote(string value) =>
        $"\"{value.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal)}\"";

    /// <summary>A quoted regular expression that matches exactly the given texts (PromQL anchors it at both ends).</summary>
    /// <param name="values">Texts, each taken literally.</param>
    public static string QuoteAnyOf(IEnumerable<string> values) => Quote(string.Join('|', values.Select(Literal)));

    /// <summary>A quoted regular expression that matches names made of a given one, a dash and more: a workload's pods, past ones too.</summary>
    /// <param name="value">The name, taken literally.</param>
    public static string QuoteMadeOf(string value) => Quote(Literal(value) + "-.+");

    private static string Literal(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (@"\.+*?()|[]{}^$".Contains(c)) escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
