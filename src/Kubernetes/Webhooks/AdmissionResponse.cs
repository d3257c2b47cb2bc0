using System.Text.Json.Nodes;

namespace ModelMonitor.Kubernetes;

/// <summary>What a webhook answers.</summary>
/// <param name="IsAllowed">Whether the request may go on.</param>
/// <param name="Patch">JSON patch (RFC 6902) to the object; null to leave it as it is.</param>
/// <param name="Message">Why it is refused; null when it is allowed.</param>
/// <param name="Warnings">Shown to whoever made the request.</param>
public sealed record AdmissionResponse(bool IsAllowed, JsonArray? Patch = null, string? Message = null, IReadOnlyList<string>? Warnings = null)
{
    /// <summary>The object is taken as it is.</summary>
    public static AdmissionResponse Allowed { get; } = new(true);
}
