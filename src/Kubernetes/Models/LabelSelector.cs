namespace ModelMonitor.Kubernetes;

/// <summary>Selects objects by labels (<c>meta/v1.LabelSelector</c>; expressions are left to the scale subresource's string).</summary>
public sealed class LabelSelector
{
    /// <summary>Labels that all must match; null when there are none.</summary>
    public IDictionary<string, string>? MatchLabels { get; set; }
}
