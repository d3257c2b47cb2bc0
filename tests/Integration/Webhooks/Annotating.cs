using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Integration.Webhooks;

/// <summary>Stands in for the injector: gives every pod an annotation, or whatever a test wants of it.</summary>
internal sealed class Annotating(string name) : IAdmissionHandler
{
    /// <summary>Called before each answer.</summary>
    public Action? OnReview { get; set; }

    public AdmissionResponse Review(AdmissionRequest request)
    {
        OnReview?.Invoke();
        var patch = new JsonArray(new JsonObject { ["op"] = "add", ["path"] = $"/metadata/annotations/{name}", ["value"] = request.Operation });
        return new(true, patch);
    }
}
