using System.Text;
using System.Text.RegularExpressions;
using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Cli;

/// <summary>
/// Every ModelMonitor that a document shows would be taken by the API server: known fields alone, limits and rules held (the run-time
/// twins of the definition's, which have the same messages), engines that are there, and queries that the operator accepts.
/// </summary>
public sealed partial class DocumentedMonitorsTests
{
    private static readonly IReadOnlyList<(string Where, string Yaml)> Shown = [.. Documents().SelectMany(Monitors)];

    public static TheoryData<string> Places => [.. Shown.Select(s => s.Where)];

    [Theory]
    [MemberData(nameof(Places))]
    public void A_monitor_that_is_shown_is_valid(string where)
    {
        var spec = MonitorFile.Parse(Shown.Single(s => s.Where == where).Yaml, where).Spec;
        if (spec.Engine is { } engine) Assert.Contains(engine, EngineCatalog.LoadEmbedded().Names);
        var queries = spec.Objectives.SelectMany(o => new[] { o.Query, o.SamplesQuery }).Append(spec.Scaling?.WakeQuery).OfType<string>();
        Assert.All(queries, query => Assert.Null(CustomQuery.Parse(query).Error));
    }

    [Fact]
    public void The_cookbook_and_the_first_page_show_monitors()
    {
        Assert.Contains(Shown, s => s.Where.StartsWith("README.md:", StringComparison.Ordinal));
        Assert.True(Shown.Count(s => s.Where.StartsWith("docs/cookbook.md:", StringComparison.Ordinal)) >= 12);
    }

    [Fact]
    public void A_monitor_with_a_slip_is_found()
    {
        var (where, yaml) = Shown[0];
        Assert.Throws<InputException>(() => MonitorFile.Parse(yaml.Replace("objectives:", "objectivs:", StringComparison.Ordinal), where));
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)).Order(StringComparer.Ordinal);

    // A block may be indented, in a list, and hold several documents.
    private static IEnumerable<(string Where, string Yaml)> Monitors(string file)
    {
        var (block, began, number) = ((StringBuilder?)null, 0, 0);
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (block is null && Begin().IsMatch(line)) (block, began) = (new(), number);
            else if (block is not null && line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                var documents = Separator().Split(block.ToString());
                for (var n = 0; n < documents.Length; n++)
                    if (Kind().IsMatch(documents[n])) yield return ($"{Path.GetRelativePath(Repository.Root, file)}:{began}#{n}", documents[n]);
                block = null;
            }
            else
            {
                block?.Append(line).Append('\n');
            }
        }
    }

    [GeneratedRegex(@"^\s*```ya?ml\b")]
    private static partial Regex Begin();

    [GeneratedRegex(@"^\s*---\s*$", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^\s*kind: ModelMonitor\s*$", RegexOptions.Multiline)]
    private static partial Regex Kind();
}
