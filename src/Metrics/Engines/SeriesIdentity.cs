namespace ModelMonitor.Metrics;

/// <summary>Which labels say whose a series is.</summary>
/// <param name="NamespaceLabel">Label with the namespace.</param>
/// <param name="NameLabel">Label with the pod's name; with the Service's where the preset's scope is the Service.</param>
public sealed record SeriesIdentity(string NamespaceLabel, string NameLabel)
{
    /// <summary>The labels that Prometheus gives to what it scrapes from a pod.</summary>
    public static SeriesIdentity OfPod { get; } = new("namespace", "pod");
}
