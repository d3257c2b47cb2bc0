using System.Text.Json.Nodes;

namespace ModelMonitor.Actions;

/// <summary>What came of adding a sidecar to a pod: a patch, a reason against it, or neither where there is nothing to do.</summary>
/// <param name="Patch">JSON patch (RFC 6902) of the pod; null to leave it as it is.</param>
/// <param name="WhyNot">What about the pod forbids it, as the end of a sentence that begins with the pod; never the pod's own text.</param>
public sealed record SidecarResult(JsonArray? Patch, string? WhyNot = null);
