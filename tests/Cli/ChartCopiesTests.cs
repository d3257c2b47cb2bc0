namespace ModelMonitor.Tests.Cli;

/// <summary>Helm reads only what lies inside a chart, so the chart holds copies of generated files; `make generate` makes them.</summary>
public sealed class ChartCopiesTests
{
    [Theory]
    [InlineData("config/rbac/role.yaml", "charts/modelmonitor/files/role.yaml")]
    [InlineData("config/rbac/leader_election_role.yaml", "charts/modelmonitor/files/leader_election_role.yaml")]
    [InlineData("crds/modelmonitor.dev_modelmonitors.yaml", "charts/modelmonitor/crds/modelmonitor.dev_modelmonitors.yaml")]
    public void A_copy_is_equal_to_what_was_generated(string generated, string copy) =>
        Assert.Equal(File.ReadAllText(Repository.PathOf(generated)), File.ReadAllText(Repository.PathOf(copy)));
}
