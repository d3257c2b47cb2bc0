using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>The series of one range query's answer, point by point. Not thread-safe while it is filled.</summary>
/// <param name="range">The times that were asked for.</param>
internal sealed class RangeTable(QueryRange range)
{
    private readonly List<Row> _rows = [];

    public QueryRange Range { get; } = range;

    public IReadOnlyList<Row> Rows => _rows;

    public DateTimeOffset TimeOf(int index) => Range.Start + (Range.Step * index);

    /// <summary>The number of the series of a name; null when there is none.</summary>
    public double? Find(string name, int index)
    {
        var row = _rows.Find(r => r.Name == name);
        return row is null || double.IsNaN(row.Values[index]) ? null : row.Values[index];
    }

    public void Add(MatrixSeries series)
    {
        if (series.Fault is not null) return;
        var values = new double[Range.Count];
        Array.Fill(values, double.NaN);
        foreach (var point in series.Points)
        {
            var index = Math.Round((point.Time - Range.Start) / Range.Step);
            if (index >= 0 && index < values.Length && point.Value >= 0) values[(int)index] = point.Value;
        }

        var labels = series.Labels;
        var (name, alternative) = labels.TryGetValue(SeriesNames.Label, out var named) ? SeriesNames.Split(named) : ("", 0);
        var isEdge = labels.TryGetValue("le", out var le) & PrometheusNumber.TryParse(Encoding.UTF8.GetBytes(le ?? ""), out var edge);
        if (le is null || (isEdge && !double.IsNaN(edge))) _rows.Add(new(name, alternative, edge, values));
    }

    /// <param name="Name">Value of the label that names it; empty where there is none.</param>
    /// <param name="Alternative">Index of the metric among a signal's alternatives.</param>
    /// <param name="Edge">Upper edge of a bucket; NaN where there is none.</param>
    /// <param name="Values">By time; NaN where there is none.</param>
    internal sealed record Row(string Name, int Alternative, double Edge, double[] Values);
}
