namespace ModelMonitor.Kubernetes;

/// <summary>What must hold for a delete; else the server answers 409 (<see cref="KubernetesException.IsConflict"/>).</summary>
/// <param name="Uid">The uid that the object must have, or null for any.</param>
/// <param name="ResourceVersion">The resourceVersion that the object must have, or null for any.</param>
public sealed record Preconditions(string? Uid = null, string? ResourceVersion = null);
