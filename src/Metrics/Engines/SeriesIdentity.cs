namespace ModelMonitor.Metrics;

/// <summary>Which labels say whose a series is.</summary>
/// <param name="NamespaceLabel">Label with the namespace.</param>
/// <param name="NameLabel">Label with the pod's name; with the Service's where the preset's scope is the Service.</param>
public sealed record SeriesIdentity(string NamespaceLabel, string NameLabel)
{
    /// <summary>The labels that Prometheus gives to what it scrapes from a pod.</summary>
    public static SeriesIdentity OfPod { get; } = new("namespace", "pod");

    /// <summary>
    /// Matchers that keep series out which an identity before names already, with a comma before each: where an exporter says by
    /// <c>exported_pod</c> whose a GPU is, <c>pod</c> is only the exporter itself.
    /// </summary>
    internal string Unless { get; init; } = "";

    /// <summary>Whether its labels are those that everything is compared by.</summary>
    internal bool IsOfPod => (NamespaceLabel, NameLabel) == (OfPod.NamespaceLabel, OfPod.NameLabel);

    /// <summary>Identities in the order in which they count: a series that an earlier one names is not a later one's.</summary>
    /// <param name="identities">The earliest first.</param>
    internal static IReadOnlyList<SeriesIdentity> InOrder(IReadOnlyList<SeriesIdentity> identities) =>
        [.. identities.Select((identity, n) => identity with { Unless = string.Concat(identities.Take(n).Select(before => OnlyOf(before, identity)).Distinct()) })];

    private static string OnlyOf(SeriesIdentity before, SeriesIdentity identity) =>
        $",{(before.NameLabel == identity.NameLabel ? before.NamespaceLabel : before.NameLabel)}=\"\"";
}
