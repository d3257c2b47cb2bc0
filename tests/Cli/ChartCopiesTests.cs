namespace ModelMonitor.Tests.Cli;

/// <summary>Helm and kustomize read only what lies inside their folders, so these hold copies of generated files; `make generate` makes them.</summary>
public sealed class ChartCopiesTests
{
    [Theory]
    [InlineData("config/rbac/role.yaml", "charts/modelmonitor/files/role.yaml")]
    [InlineData("config/rbac/leader_election_role.yaml", "charts/modelmonitor/files/leader_election_role.yaml")]
    [InlineData("config/rbac/impersonate/role.yaml", "charts/modelmonitor/files/impersonate_role.yaml")]
    [InlineData("config/rbac/impersonate/actor_role.yaml", "charts/modelmonitor/files/actor_role.yaml")]
    [InlineData("config/rbac/namespaced/role.yaml", "charts/modelmonitor/files/namespaced_role.yaml")]
    [InlineData("config/rbac/metrics/auth_role.yaml", "charts/modelmonitor/files/metrics_auth_role.yaml")]
    [InlineData("config/rbac/metrics/reader_role.yaml", "charts/modelmonitor/files/metrics_reader_role.yaml")]
    [InlineData("config/rbac/users/view_role.yaml", "charts/modelmonitor/files/view_role.yaml")]
    [InlineData("config/rbac/users/edit_role.yaml", "charts/modelmonitor/files/edit_role.yaml")]
    [InlineData("config/policy/policy.yaml", "charts/modelmonitor/files/policy.yaml")]
    [InlineData("config/policy/binding.yaml", "charts/modelmonitor/files/policy_binding.yaml")]
    [InlineData("config/prometheus/alerts.yaml", "charts/modelmonitor/files/alerts.yaml")]
    [InlineData("crds/modelmonitor.dev_modelmonitors.yaml", "charts/modelmonitor/crds/modelmonitor.dev_modelmonitors.yaml")]
    [InlineData("crds/modelmonitor.dev_modelmonitors.yaml", "config/crd/modelmonitor.dev_modelmonitors.yaml")]
    public void A_copy_is_equal_to_what_was_generated(string generated, string copy) =>
        Assert.Equal(File.ReadAllText(Repository.PathOf(generated)), File.ReadAllText(Repository.PathOf(copy)));
}
