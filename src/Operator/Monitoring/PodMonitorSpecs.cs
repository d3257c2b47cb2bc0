using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>Specs of PodMonitors. Pure.</summary>
internal static class PodMonitorSpecs
{
    /// <summary>Scrapes the exporters that were injected into a target's pods; null when the target's selector selects nothing.</summary>
    /// <param name="target">Selects the target's pods.</param>
    /// <param name="preset">Name of the exporter's preset.</param>
    public static JsonObject? OfExporter(PodSelector target, string preset)
    {
        if (target.ToLabelSelector() is not { } selector) return null;
        selector.MatchLabels = new Dictionary<string, string> { [SidecarPatch.PresetLabel] = preset };
        return Of(selector, new() { ["port"] = SidecarPatch.PortName, ["path"] = "/metrics" });
    }

    /// <summary>Scrapes the engine of a target's pods; null when the target's selector selects nothing.</summary>
    /// <param name="target">Selects the target's pods.</param>
    /// <param name="port">The container's port, which has to stand in the pod's spec.</param>
    /// <param name="path">Path of the metrics.</param>
    public static JsonObject? OfEngine(PodSelector target, int port, string path) => target.ToLabelSelector() is { } selector
        // Both say the same: the older prometheus-operators know targetPort alone, of the newer ones portNumber comes first, and one that
        // knew neither would scrape every port.
        ? Of(selector, new() { ["portNumber"] = port, ["targetPort"] = port, ["path"] = path })
        : null;

    private static JsonObject Of(LabelSelector selector, JsonObject endpoint)
    {
        // Whose a series is, is what Kubernetes says, and no label that a container exposes: a pod could speak for another otherwise.
        endpoint["honorLabels"] = false;
        endpoint["relabelings"] = new JsonArray(Copy("__meta_kubernetes_namespace", "namespace"), Copy("__meta_kubernetes_pod_name", "pod"));
        return new()
        {
            ["selector"] = JsonSerializer.SerializeToNode(selector, MonitoringJsonContext.Default.LabelSelector),
            ["podMetricsEndpoints"] = new JsonArray(endpoint),
        };
    }

    private static JsonObject Copy(string from, string to) => new() { ["action"] = "replace", ["sourceLabels"] = new JsonArray(from), ["targetLabel"] = to };
}
