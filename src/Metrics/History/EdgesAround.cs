using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>The bucket edges between which a bound lies, as the source writes them.</summary>
/// <param name="Below">The next lower edge in all its spellings; empty when there is none.</param>
/// <param name="Above">The next higher edge, or the bound itself, in all its spellings.</param>
/// <param name="Share">How far the bound is from below to above, above 0; 1 when it is the upper edge.</param>
/// <param name="IsBeyond">Whether the upper edge is the unbounded one, so that nothing can be interpolated.</param>
internal sealed record EdgesAround(IReadOnlyList<string> Below, IReadOnlyList<string> Above, double Share, bool IsBeyond)
{
    /// <param name="edges">Edges as the source writes them, the unbounded one among them.</param>
    /// <param name="bound">The bound, in the metric's own unit.</param>
    /// <returns>Null when an edge is no number, or none is above.</returns>
    public static EdgesAround? Of(IEnumerable<string> edges, double bound)
    {
        var read = edges.Select(e => (Text: e, Value: PrometheusNumber.TryParse(Encoding.UTF8.GetBytes(e), out var value) ? value : double.NaN)).ToList();
        // A bound of other units need not be the edge to the last bit.
        var least = bound - (Math.Abs(bound) * 1e-9);
        if (read.Exists(e => double.IsNaN(e.Value)) || !read.Exists(e => e.Value >= least)) return null;
        var above = read.Where(e => e.Value >= least).Min(e => e.Value);
        var lower = read.Where(e => e.Value < least).ToList();
        var below = lower.Count > 0 ? lower.Max(e => e.Value) : Math.Min(0, above);
        return new(
            [.. lower.Where(e => e.Value == below).Select(e => e.Text)],
            [.. read.Where(e => e.Value == above).Select(e => e.Text)],
            above <= bound + (Math.Abs(bound) * 1e-9) ? 1 : (bound - below) / (above - below),
            double.IsPositiveInfinity(above));
    }
}
