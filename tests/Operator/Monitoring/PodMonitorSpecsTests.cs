using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Monitoring;

namespace ModelMonitor.Tests.Operator.Monitoring;

public sealed class PodMonitorSpecsTests
{
    [Fact]
    public void Every_form_of_requirement_is_carried_over() => Assert.Equal(
        """
        {"matchLabels":{"modelmonitor.dev/gpu-exporter":"dcgm"},"matchExpressions":[{"key":"app","operator":"In","values":["chat"]},{"key":"tier","operator":"NotIn","values":["cpu","tpu"]},{"key":"gpu","operator":"Exists"},{"key":"canary","operator":"DoesNotExist"}]}
        """,
        PodMonitorSpecs.OfExporter(PodSelector.Parse("app=chat,tier notin (cpu,tpu),gpu,!canary"), "dcgm")!["selector"]!.ToJsonString());

    [Fact]
    public void A_selector_that_selects_nothing_gives_none()
    {
        Assert.Null(PodMonitorSpecs.OfExporter(PodSelector.Parse(""), "dcgm"));
        Assert.Null(PodMonitorSpecs.OfEngine(PodSelector.Parse(""), 8000, "/metrics"));
    }

    [Fact]
    public void Whose_a_series_is_says_Kubernetes_and_not_the_container() => Assert.Equal(
        """{"portNumber":8000,"targetPort":8000,"path":"/m","honorLabels":false,"relabelings":[{"action":"replace","sourceLabels":["__meta_kubernetes_namespace"],"targetLabel":"namespace"},{"action":"replace","sourceLabels":["__meta_kubernetes_pod_name"],"targetLabel":"pod"}]}""",
        PodMonitorSpecs.OfEngine(PodSelector.Parse("app=chat"), 8000, "/m")!["podMetricsEndpoints"]![0]!.ToJsonString());
}
