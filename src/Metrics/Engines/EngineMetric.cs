using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>One metric, as Prometheus stores it.</summary>
/// <param name="Name">Metric name; for a histogram without <c>_bucket</c>.</param>
/// <param name="Match">Conditions on labels; often none.</param>
public sealed partial record EngineMetric(string Name, IReadOnlyList<LabelMatcher> Match)
{
    /// <summary>Reads a selector such as <c>http_requests_total{status=~"5..",handler!="/metrics"}</c>.</summary>
    /// <param name="text">The text; label values without backslashes and double quotes.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>False when it is no such selector.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out EngineMetric? metric)
    {
        metric = null;
        var parts = Selector().Match(text);
        if (!parts.Success) return false;
        try
        {
            metric = new(parts.Groups["name"].Value, [.. Enumerable.Range(0, parts.Groups["label"].Captures.Count).Select(i => new LabelMatcher(
                parts.Groups["label"].Captures[i].Value,
                OperatorOf(parts.Groups["op"].Captures[i].Value),
                parts.Groups["value"].Captures[i].Value))]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>As PromQL has it.</summary>
    public override string ToString() => Match.Count == 0 ? Name : $"{Name}{{{string.Join(',', Match)}}}";

    private static MatchOperator OperatorOf(string text) => text switch
    {
        "=" => MatchOperator.Equal,
        "!=" => MatchOperator.NotEqual,
        "=~" => MatchOperator.Regex,
        _ => MatchOperator.NotRegex,
    };

    // \z, because $ would let a line break pass.
    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{\s*(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<op>=~|!~|!=|=)\s*"(?<value>[^"\\\n]*)"\s*(,\s*(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<op>=~|!~|!=|=)\s*"(?<value>[^"\\\n]*)"\s*)*\})?\z""", RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();
}
