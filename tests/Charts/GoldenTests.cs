using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Tests.Charts;

/// <summary>
/// What the chart makes of each mode, byte by byte: a change of the chart shows in review as the change of the cluster that it is.
/// `make golden` writes the files.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Golden = Repository.PathOf("tests", "Charts", "Golden");

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tests", "Charts", "Cases")).Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_chart_makes_what_the_golden_file_says(string name) =>
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Golden, $"{name}.yaml")), await Command.RunAsync(Repository.PathOf("hack", "chart-render"), [name]));

    [Fact]
    public void There_is_no_golden_file_without_a_case() =>
        Assert.Equal(Cases.Select(row => row.Data), Directory.EnumerateFiles(Golden).Select(f => Path.GetFileNameWithoutExtension(f)).Order());

    [Theory]
    [InlineData("direct", null, null)]
    [InlineData("impersonate", null, "model-scaler")]
    [InlineData("namespaced", "modelmonitor-system", null)]
    [InlineData("minimal", null, null)]
    public void The_operator_takes_the_configuration_that_the_chart_writes(string name, string? watched, string? actor)
    {
        var map = Helm.Objects(File.ReadAllText(Path.Combine(Golden, $"{name}.yaml")))
            .First(o => Helm.Kind(o) == "ConfigMap")["data"]!["config.yaml"]!.GetValue<string>();
        var configuration = ConfigurationLoader.Parse(map, name);
        Assert.Equal((watched, actor), (configuration.WatchNamespace, configuration.Actor));
    }

    [Fact]
    public void In_mode_namespaced_nothing_is_made_for_the_whole_cluster()
    {
        var kinds = Helm.Objects(File.ReadAllText(Path.Combine(Golden, "namespaced.yaml"))).Select(Helm.Kind).ToList();
        Assert.Contains("Deployment", kinds);
        Assert.DoesNotContain(kinds, k => k.StartsWith("Cluster", StringComparison.Ordinal) || k.Contains("Admission", StringComparison.Ordinal) || k.Contains("Webhook", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dashboards_are_made_where_they_are_wanted_with_the_labels_that_Grafana_looks_for()
    {
        var maps = await Helm.TemplateAsync("--set", "dashboards.enabled=true,dashboards.namespace=grafana", "--show-only", "templates/dashboards.yaml");
        Assert.Equal(2, maps.Count);
        Assert.All(maps, m => Assert.Equal(("grafana", "1"), (m["metadata"]!["namespace"]!.GetValue<string>(), m["metadata"]!["labels"]!["grafana_dashboard"]!.GetValue<string>())));
    }
}
