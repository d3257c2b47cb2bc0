using System.Text.RegularExpressions;
using ModelMonitor.Tests.MadeUp;
using ModelMonitor.Tests.Operator.Exposition;

namespace ModelMonitor.Tests.Operator.Hosting;

/// <summary>docs/metrics.md and <c>/metrics</c> name the same metrics, with the same types and labels.</summary>
public sealed partial class MetricsDocumentTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Every_metric_is_documented_with_its_type_and_nothing_else_is()
    {
        var page = await PageAsync();
        Assert.Equal(page.Types.Select(t => $"{t.Key} {t.Value}").Order(StringComparer.Ordinal), Rows().Select(r => $"{r.Name} {r.Type}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_labels_are_those_of_the_page()
    {
        var page = await PageAsync();
        foreach (var (name, _, labels) in Rows())
        {
            // What was only touched has none here.
            var samples = page.Types[name] == "histogram" ? $"{name}_bucket{{" : $"{name}{{";
            var shown = page.Samples.Keys.Where(s => s.StartsWith(samples, StringComparison.Ordinal))
                .SelectMany(s => Label().Matches(s).Select(l => l.Groups[1].Value)).Where(l => l != "le").Distinct().Order().ToList();
            if (shown.Count > 0) Assert.Equal($"{name}: {string.Join(", ", shown)}", $"{name}: {string.Join(", ", labels.Order())}");
        }
    }

    private async Task<Scrape> PageAsync()
    {
        await using var made = await MadeUpOperator.StartAsync(_time, MadeUpMonitors.Full(_time));
        made.TouchEverything();
        var page = Scrape.Of(made);
        page.Types.Remove(MadeUpOperator.Crowded);
        return page;
    }

    private static List<(string Name, string Type, string[] Labels)> Rows() =>
    [
        .. Row().Matches(File.ReadAllText(Repository.PathOf("docs", "metrics.md"))).Select(m => (
            m.Groups["name"].Value,
            m.Groups["type"].Value,
            m.Groups["labels"].Value.Split([',', ' ', '`'], StringSplitOptions.RemoveEmptyEntries))),
    ];

    [GeneratedRegex(@"^\| `(?<name>[a-z0-9_]+)` \| (?<type>counter|gauge|histogram) \| (?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("""([a-z_]+)="(?:[^"\\]|\\.)*"[,}]""")]
    private static partial Regex Label();
}
