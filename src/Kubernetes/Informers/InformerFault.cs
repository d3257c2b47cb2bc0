namespace ModelMonitor.Kubernetes;

/// <summary>Why an informer cannot be fully trusted at present.</summary>
/// <param name="Reason">What is wrong, in one line for a person.</param>
/// <param name="Since">Since when something has been wrong.</param>
public sealed record InformerFault(string Reason, DateTimeOffset Since);
