using System.Collections.Concurrent;
using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>
/// Remembers how a source writes the bucket edges of each histogram, so that only those near a bound need be asked for. Now and then all
/// are asked for again: another version of the engine may have others. A pod that lacks some of those asked for has them asked for at once.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EdgeMemory
{
    private readonly ConcurrentDictionary<(string Preset, Signal Signal), Known> _known = new();

    /// <summary>The edges to ask for.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="signal">A histogram of it.</param>
    /// <param name="bounds">The objectives' bounds on it, in base units; null where an objective has none.</param>
    /// <returns>Edges as the source writes them; null for all.</returns>
    public IReadOnlyCollection<string>? InUse(EnginePreset preset, Signal signal, IReadOnlyCollection<double?> bounds)
    {
        // Scores are looked at as a whole, and alternatives may be of different units.
        var scales = preset.Signals[signal].Alternatives.Select(a => a.Scale).Distinct().ToList();
        if (signal == Signal.Scores || scales.Count > 1 || bounds.Count == 0 || bounds.Contains(null)) return null;
        var key = (preset.Name, signal);
        if (!_known.TryGetValue(key, out var known) || known.Left == 0) return null;
        _known[key] = known with { Left = known.Left - 1 };
        var low = bounds.Min()!.Value / SamplingLimits.EdgesBelowBound / scales[0];
        var high = bounds.Max()!.Value * SamplingLimits.EdgesAboveBound / scales[0];
        // One edge beyond each end, so that the ends themselves can be interpolated.
        var least = known.Edges.Where(e => e.Value <= low).Select(e => e.Value).DefaultIfEmpty(double.NegativeInfinity).Max();
        var most = known.Edges.Where(e => e.Value >= high).Select(e => e.Value).DefaultIfEmpty(double.PositiveInfinity).Min();
        return [.. known.Edges.Where(e => (e.Value >= least && e.Value <= most) || double.IsPositiveInfinity(e.Value)).Select(e => e.Text)];
    }

    /// <summary>All edges as the source writes them; null while they are not known.</summary>
    public IReadOnlyCollection<string>? Of(EnginePreset preset, Signal signal) =>
        _known.TryGetValue((preset.Name, signal), out var known) ? [.. known.Edges.Select(e => e.Text)] : null;

    /// <summary>Takes the edges of an answer that was asked for all of them.</summary>
    public void Learn(EnginePreset preset, Signal signal, IEnumerable<string> edges)
    {
        var read = edges.Select(e => (Text: e, Value: PrometheusNumber.TryParse(Encoding.UTF8.GetBytes(e), out var value) ? value : double.NaN)).ToList();
        // An edge that is no number has to be seen, so that it can be told.
        if (read.Count > 0 && !read.Exists(e => double.IsNaN(e.Value))) _known[(preset.Name, signal)] = new(read, SamplingLimits.RelearnEdgesEvery);
    }

    /// <summary>Forgets the edges: a pod was found that writes others, and all are asked for at the next tick.</summary>
    public void Forget(EnginePreset preset, Signal signal) => _known.TryRemove((preset.Name, signal), out _);

    private sealed record Known(IReadOnlyList<(string Text, double Value)> Edges, int Left);
}
