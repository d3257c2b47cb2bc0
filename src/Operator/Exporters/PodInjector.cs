using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Exporters;

/// <summary>Adds GPU exporters to pods as they are created.</summary>
/// <remarks><b>Guarantees</b>: no I/O; a pod is never refused, at worst it comes as it is.</remarks>
/// <param name="board">What new pods get.</param>
/// <param name="logger">Where it is told.</param>
public sealed class PodInjector(InjectionBoard board, ILogger<PodInjector> logger) : IAdmissionHandler
{
    /// <inheritdoc />
    public AdmissionResponse Review(AdmissionRequest request)
    {
        if (request is not { Operation: "CREATE", Object: { } pod }) return AdmissionResponse.Allowed;
        if (board.For(request.Namespace, LabelsOf(pod)) is not var (monitor, injection)) return AdmissionResponse.Allowed;
        var result = SidecarPatch.Of(pod, injection.Sidecar);
        if (result.WhyNot is { } whyNot)
        {
            logger.LogWarning("{Monitor}: a new pod gets no GPU exporter: {WhyNot}", monitor, whyNot);
            return new(true, Warnings: [$"modelmonitor {monitor.Name}: no GPU exporter was added: {whyNot}"]);
        }

        if (result.Patch is null || !board.Grants(monitor, injection, request.IsDryRun)) return AdmissionResponse.Allowed;
        logger.LogInformation("{Monitor}: a new pod gets the GPU exporter {Preset}", monitor, injection.Sidecar.Preset);
        return new(true, result.Patch);
    }

    // The object is whatever somebody sent: what is no text is no label.
    private static Dictionary<string, string> LabelsOf(JsonObject pod)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (pod["metadata"] is not JsonObject { } metadata || metadata["labels"] is not JsonObject { } found) return labels;
        foreach (var (key, value) in found)
            if (value is JsonValue text && text.TryGetValue<string>(out var word)) labels[key] = word;
        return labels;
    }
}
