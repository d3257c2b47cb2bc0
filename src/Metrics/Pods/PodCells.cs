using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Puts one pod's numbers into a table, per model, as PromQL's aggregation and <c>or</c> do.</summary>
internal readonly struct PodCells(SeriesTable table, PodTarget pod)
{
    /// <summary>Adds the cells of the first alternative that gives any.</summary>
    public void First(string name, IReadOnlyList<MetricAlternative> alternatives, Func<MetricAlternative, IEnumerable<SeriesCell>> of)
    {
        foreach (var alternative in alternatives)
            if (Add(name, of(alternative))) return;
    }

    /// <summary>Adds cells.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Add(string name, IEnumerable<SeriesCell> cells)
    {
        var isAny = false;
        foreach (var cell in cells)
        {
            table.Add(name, pod.Namespace, pod.Name, cell);
            isAny = true;
        }

        return isAny;
    }

    /// <summary>One number per model.</summary>
    public static IEnumerable<SeriesCell> ByModel(IEnumerable<PodSample> samples, Func<IReadOnlyList<PodSample>, double> combine) =>
        samples.GroupBy(s => s.Model).Select(g => Cell(g.Key, double.NaN, combine([.. g])));

    /// <summary>The sum per model and bucket.</summary>
    public static IEnumerable<SeriesCell> ByModelAndEdge(IEnumerable<PodSample> samples, double scale) =>
        samples.GroupBy(s => (s.Model, s.Edge)).Select(g => Cell(g.Key.Model, g.Key.Edge * scale, g.Sum(s => s.Value)));

    private static SeriesCell Cell(string model, double edge, double value) =>
        double.IsFinite(value) ? new(model, edge, value, null) : new(model, edge, 0, UnknownReason.InvalidValue);
}
