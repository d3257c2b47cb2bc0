using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelMonitor.Tests.Integration.Dashboards;

/// <summary>The dashboards' files: what Grafana asks for, and what a person who reads them does.</summary>
public sealed partial class DashboardFileTests
{
    private static readonly string[] GrafanasOwn = ["__rate_interval"];

    public static TheoryData<string> Names => [.. Dashboard.All.Select(d => d.Name)];

    [Fact]
    public void There_are_two() => Assert.Equal(["monitor", "overview"], Dashboard.All.Select(d => d.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_have_ids_of_their_own_and_do_not_overlap(string name)
    {
        var panels = Of(name).Panels.ToList();
        Assert.Equal(panels.Count, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
        var taken = new Dictionary<(int, int), string>();
        foreach (var panel in panels)
        {
            var (place, title) = (panel.GetProperty("gridPos"), panel.GetProperty("title").GetString()!);
            int At(string side) => place.GetProperty(side).GetInt32();
            Assert.True(At("x") >= 0 && At("w") > 0 && At("x") + At("w") <= 24, title);
            for (var x = At("x"); x < At("x") + At("w"); x++)
                for (var y = At("y"); y < At("y") + At("h"); y++)
                    Assert.True(taken.TryAdd((x, y), title), $"{title} lies over {taken[(x, y)]}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_says_what_it_answers_in_a_unit_and_every_query_how_its_series_are_called(string name)
    {
        foreach (var panel in Of(name).Panels.Where(p => p.GetProperty("type").GetString() != "row"))
        {
            var title = panel.GetProperty("title").GetString()!;
            Assert.True(panel.GetProperty("description").GetString() is { Length: > 10 }, title);
            Assert.True(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString() is { Length: > 0 }, title);
            var targets = panel.GetProperty("targets").EnumerateArray().ToList();
            Assert.Equal(targets.Count, targets.Select(t => t.GetProperty("refId").GetString()).Distinct().Count());
            Assert.All(targets, t => Assert.NotEqual("", t.GetProperty("expr").GetString()));
            Assert.All(targets, t => Assert.NotEqual("", t.GetProperty("legendFormat").GetString()));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_data_source_is_the_one_that_was_chosen(string name)
    {
        var root = Of(name).Root;
        Assert.True(root.GetProperty("schemaVersion").GetInt32() >= 39);
        Assert.Equal("datasource", Of(name).Variables.First().GetProperty("type").GetString());
        var uids = DataSource().Matches(root.GetRawText());
        Assert.NotEmpty(uids);
        Assert.All(uids, u => Assert.Equal("${datasource}", u.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_query_makes_a_number_up_and_each_uses_variables_that_are(string name)
    {
        var known = Of(name).Variables.Select(v => v.GetProperty("name").GetString()!).Concat(GrafanasOwn).ToHashSet();
        foreach (var query in Of(name).Queries)
        {
            Assert.DoesNotMatch(MadeUp(), query.Text);
            Assert.All(query.Variables, v => Assert.Contains(v, known));
        }
    }

    [Fact]
    public void Each_leads_to_the_other()
    {
        Assert.Contains("/d/modelmonitor-monitor?var-namespace=", Of("overview").Root.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("/d/modelmonitor-overview?", Of("monitor").Root.GetRawText(), StringComparison.Ordinal);
        Assert.All(Dashboard.All, d => Assert.Equal($"modelmonitor-{d.Name}", d.Root.GetProperty("uid").GetString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_charts_copy_is_equal(string name) => Assert.Equal(
        File.ReadAllText(Repository.PathOf("config", "grafana", $"{name}.json")),
        File.ReadAllText(Repository.PathOf("charts", "modelmonitor", "files", "dashboards", $"{name}.json")));

    [Fact]
    public async Task Kustomize_makes_config_maps_that_grafanas_sidecar_finds()
    {
        var made = await Command.RunAsync("kubectl", ["kustomize", Repository.PathOf("config", "grafana")], cancellationToken: TestContext.Current.CancellationToken);
        var maps = made.Split("\n---\n");
        Assert.Equal(2, maps.Length);
        foreach (var map in maps)
        {
            Assert.Contains("kind: ConfigMap", map, StringComparison.Ordinal);
            Assert.Contains("grafana_dashboard: \"1\"", map, StringComparison.Ordinal);
            var name = FileKey().Match(map).Groups[1].Value;
            // The text of a block is indented by four.
            var lines = map.Split('\n').SkipWhile(l => !l.Contains(".json:", StringComparison.Ordinal)).Skip(1).TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l[4..]);
            using var text = JsonDocument.Parse(string.Join('\n', lines));
            Assert.True(JsonElement.DeepEquals(Of(name).Root, text.RootElement));
        }
    }

    [Fact]
    public void The_page_lists_every_panel()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "dashboards.md"));
        var listed = Row().Matches(page).Select(m => m.Groups[1].Value);
        var panels = from name in new[] { "overview", "monitor" }
                     from panel in Of(name).Panels
                     where panel.GetProperty("type").GetString() != "row"
                     select panel.GetProperty("title").GetString();
        Assert.Equal(panels, listed);
    }

    private static Dashboard Of(string name) => Dashboard.All.Single(d => d.Name == name);

    [GeneratedRegex("\"type\": \"prometheus\",\\s*\"uid\": \"([^\"]*)\"")]
    private static partial Regex DataSource();

    [GeneratedRegex(@"\b(vector|absent|absent_over_time)\s*\(")]
    private static partial Regex MadeUp();

    [GeneratedRegex(@"modelmonitor-(\w+)\.json:")]
    private static partial Regex FileKey();

    [GeneratedRegex(@"^\| \*\*(.+?)\*\* \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
