namespace ModelMonitor.Operator.Configuration;

/// <summary>What the operator writes for prometheus-operator where its custom resources are installed.</summary>
public sealed class MonitoringConfiguration
{
    /// <summary>Whether PodMonitors are written: of injected exporters, and of engines that nobody scrapes.</summary>
    public bool PodMonitors { get; set; } = true;

    /// <summary>Whether a PrometheusRule is written per monitor: recording rules of long windows, and alerts.</summary>
    public bool Rules { get; set; } = true;

    /// <summary>Labels of everything that is written, by which a Prometheus selects it, for example <c>release: kube-prometheus-stack</c>.</summary>
    public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Address of the folder of runbooks in the annotation <c>runbook_url</c> of alerts, without a slash at its end: where your copy of
    /// <c>docs/runbooks</c> is served.
    /// </summary>
    public string Runbooks { get; set; } = "docs/runbooks";
}
