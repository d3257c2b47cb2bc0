using System.Text.RegularExpressions;

namespace ModelMonitor.Tests.Integration.Dashboards;

/// <summary>Every query of the dashboards and of docs/metrics.md, on a real Prometheus.</summary>
public sealed partial class DashboardQueryTests(DashboardStage stage) : IClassFixture<DashboardStage>
{
    public static TheoryData<string> Names => [.. Dashboard.All.SelectMany(d => d.Queries).Select(q => q.Name)];

    public static TheoryData<string> Examples => [.. Example().Matches(File.ReadAllText(Repository.PathOf("docs", "metrics.md"))).Select(m => m.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_query_gives_data_where_its_metrics_are(string name)
    {
        var query = QueryOf(name);
        await Eventually.TrueAsync(
            $"{name}: {query.With(DashboardStage.Full)}",
            async () => await stage.SeriesOnAsync(query) > 0,
            TimeSpan.FromSeconds(30),
            TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_query_gives_nothing_where_its_metrics_are_absent(string name) =>
        Assert.Equal(0, await stage.SeriesOffAsync(QueryOf(name)));

    [Fact]
    public async Task A_monitor_without_budget_scaling_and_exporter_and_with_unknown_objectives_leaves_their_panels_empty()
    {
        var shown = new List<string>();
        foreach (var query in Dashboard.All.Single(d => d.Name == "monitor").Queries.Where(q => !q.Place.StartsWith("variable", StringComparison.Ordinal)))
            if (await stage.SeriesOfPlainAsync(query) > 0) shown.Add(query.Place);
        Assert.Equal(["State of the objectives A", "Value and bound B", "Conditions A", "In use A"], shown);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_of_the_documentation_is_a_query(string query) => Assert.True(await stage.SeriesAsync(query) >= 0);

    private static DashboardQuery QueryOf(string name) => Dashboard.All.SelectMany(d => d.Queries).Single(q => q.Name == name);

    [GeneratedRegex(@"^\| `[a-z0-9_]+` \| (?:counter|gauge|histogram) \|.*\| `([^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
