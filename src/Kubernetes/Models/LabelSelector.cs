namespace ModelMonitor.Kubernetes;

/// <summary>Selects objects by labels (<c>meta/v1.LabelSelector</c>). One without any requirement selects everything.</summary>
public sealed class LabelSelector
{
    /// <summary>Labels that all must match; null when there are none.</summary>
    public IDictionary<string, string>? MatchLabels { get; set; }

    /// <summary>Further requirements, all of which must hold; null when there are none.</summary>
    public IList<LabelRequirement>? MatchExpressions { get; set; }

    /// <summary>Whether an object with these labels is selected.</summary>
    /// <param name="labels">The object's labels; null counts as none.</param>
    public bool Matches(IDictionary<string, string>? labels) =>
        (MatchLabels ?? new Dictionary<string, string>()).All(l => labels is not null && labels.TryGetValue(l.Key, out var value) && value == l.Value)
        && (MatchExpressions ?? []).All(r => r.Matches(labels));
}
