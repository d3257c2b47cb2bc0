namespace ModelMonitor.Metrics;

/// <summary>One way in which pods expose a signal.</summary>
/// <param name="Terms">Metrics that are added up, those that are there; at least one. Of a mean: its total.</param>
/// <param name="Counts">Of a mean: what the total is divided by, added up likewise. Else empty.</param>
/// <param name="Scale">Factor to base units (0.001 for milliseconds, 0.01 for percent); above 0.</param>
public sealed record MetricAlternative(IReadOnlyList<EngineMetric> Terms, IReadOnlyList<EngineMetric> Counts, double Scale)
{
    /// <summary>Values of a gauge from which on it says "not supported" and is none; null when there is no such convention.</summary>
    public double? BlankFrom { get; init; }

    /// <summary>Whose the series are, where alternatives of several presets stand together; null: as the preset says.</summary>
    public IReadOnlyList<SeriesIdentity>? Identities { get; init; }

    /// <summary>Whether a gauge's value is one.</summary>
    /// <param name="value">The value as exposed, before <see cref="Scale"/>.</param>
    internal bool IsValue(double value) => BlankFrom is not { } blank || value < blank;
}
