using System.Text;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.History;

/// <summary>Writes recording rules as a file of Prometheus.</summary>
internal static class RuleFile
{
    public static string Text(IEnumerable<RecordingRule> rules, string interval)
    {
        var text = new StringBuilder($"groups:\n- name: modelmonitor\n  interval: {interval}\n  rules:\n");
        foreach (var rule in rules)
        {
            text.Append($"  - record: {rule.Record}\n    expr: |\n      {rule.Expr.Replace("\n", "\n      ", StringComparison.Ordinal)}\n    labels:\n");
            foreach (var (name, value) in rule.Labels) text.Append($"      {name}: {PromQl.Quote(value)}\n");
        }

        return text.ToString();
    }
}
