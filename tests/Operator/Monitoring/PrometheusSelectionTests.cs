using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Monitoring;

namespace ModelMonitor.Tests.Operator.Monitoring;

/// <summary>The selectors that users trip on: left out is nothing (or the own namespace), empty is everything.</summary>
public sealed class PrometheusSelectionTests
{
    private static readonly Dictionary<string, string> Ours = new() { ["app.kubernetes.io/name"] = "modelmonitor", ["team"] = "ml" };
    private static readonly Dictionary<string, string> NamespaceLabels = new() { ["env"] = "prod" };
    private static readonly LabelSelector All = new();

    [Fact]
    public void Without_any_Prometheus_nothing_is_known() => Assert.Null(Why());

    [Fact]
    public void Empty_selectors_select_everything() => Assert.Null(Why(Prometheus("k8s", All, All)));

    [Fact]
    public void A_selector_that_is_left_out_selects_nothing() => Assert.Equal(
        "Prometheus monitoring/k8s has no podMonitorSelector and so selects none; set podMonitorSelector: {} there to select all", Why(Prometheus("k8s", null, All)));

    [Fact]
    public void A_Prometheus_without_a_spec_selects_nothing() =>
        Assert.Contains("has no podMonitorSelector", Why(new V1Prometheus { Metadata = new() { Name = "k8s", Namespace = "monitoring" } }), StringComparison.Ordinal);

    [Fact]
    public void A_namespace_selector_that_is_left_out_is_the_own_namespace()
    {
        Assert.Equal(
            "Prometheus monitoring/k8s has no podMonitorNamespaceSelector and so looks into its own namespace alone; change it there, or label the namespace as it asks",
            Why(Prometheus("k8s", All, null)));
        Assert.Null(Why(Prometheus("k8s", All, null, ns: "llm")));
    }

    [Fact]
    public void Namespaces_are_selected_by_their_labels_and_count_while_these_are_not_known()
    {
        Assert.Null(Why(Prometheus("k8s", All, Labels("env", "prod"))));
        var other = Prometheus("k8s", All, Labels("env", "test"));
        Assert.Contains("leaves namespace llm out by its podMonitorNamespaceSelector", Why(other), StringComparison.Ordinal);
        Assert.Null(PrometheusSelection.OfPodMonitors.WhyNot([other], Ours, "llm", null));
        Assert.True(PrometheusSelection.OfPodMonitors.AsksNamespaceLabels([other]));
        Assert.False(PrometheusSelection.OfPodMonitors.AsksNamespaceLabels([Prometheus("k8s", All, All)]));
    }

    [Fact]
    public void The_labels_to_add_are_named() => Assert.Equal(
        "Prometheus monitoring/k8s asks for the label release=stack and tier=gold and scrape=true; add it to monitoring.labels of the operator's configuration",
        Why(Prometheus("k8s", new()
        {
            MatchLabels = new Dictionary<string, string> { ["release"] = "stack", ["team"] = "ml" },
            MatchExpressions = [Require("tier", LabelRequirement.In, "gold", "silver"), Require("scrape", LabelRequirement.Exists), Require("old", LabelRequirement.DoesNotExist)],
        }, All)));

    [Fact]
    public void A_label_of_ours_that_keeps_it_out_is_named() => Assert.Equal(
        "Prometheus monitoring/k8s leaves it out by podMonitorSelector: team NotIn (ml); take that label out of monitoring.labels of the operator's configuration",
        Why(Prometheus("k8s", new() { MatchExpressions = [Require("team", LabelRequirement.NotIn, "ml")] }, All)));

    [Fact]
    public void One_that_selects_it_is_enough_and_else_the_nearest_is_named()
    {
        var (none, far, near) = (Prometheus("a", null, All), Prometheus("b", All, null), Prometheus("c", Labels("release", "c"), All));
        Assert.Null(Why(none, far, near, Prometheus("d", All, All)));
        Assert.StartsWith("Prometheus monitoring/c asks for the label release=c", Why(none, far, near), StringComparison.Ordinal);
        Assert.StartsWith("Prometheus monitoring/b has no podMonitorNamespaceSelector", Why(none, far), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_have_selectors_of_their_own()
    {
        var prometheus = new V1Prometheus { Metadata = new() { Name = "k8s", Namespace = "monitoring" }, Spec = new() { RuleSelector = Labels("role", "alerts"), RuleNamespaceSelector = All } };
        Assert.Contains("asks for the label role=alerts", PrometheusSelection.OfRules.WhyNot([prometheus], Ours, "llm", null), StringComparison.Ordinal);
    }

    private static string? Why(params V1Prometheus[] all) => PrometheusSelection.OfPodMonitors.WhyNot(all, Ours, "llm", NamespaceLabels);

    private static V1Prometheus Prometheus(string name, LabelSelector? selector, LabelSelector? namespaces, string ns = "monitoring") => new()
    {
        Metadata = new() { Name = name, Namespace = ns },
        Spec = new() { PodMonitorSelector = selector, PodMonitorNamespaceSelector = namespaces },
    };

    private static LabelSelector Labels(string key, string value) => new() { MatchLabels = new Dictionary<string, string> { [key] = value } };

    private static LabelRequirement Require(string key, string op, params string[] values) => new() { Key = key, Operator = op, Values = values.Length > 0 ? values : null };
}
