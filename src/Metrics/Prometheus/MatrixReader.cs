using System.Text.Json;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Reads the answer of <c>/api/v1/query_range</c>: points in time per series.</summary>
/// <param name="offset">How far before the times that were asked for the query was evaluated: added to the times of the answer.</param>
/// <param name="onSeries">Takes each series.</param>
internal sealed class MatrixReader(TimeSpan offset, MatrixSeriesHandler onSeries) : AnswerReader("matrix", "values")
{
    private readonly List<MatrixPoint> _points = [];

    protected override void OnSeries() => _points.Clear();

    protected override void OnPoint(double time, double value, UnknownReason? fault)
    {
        if (_points.Count == QueryRange.MaxPoints) throw new JsonException($"a series has more than {QueryRange.MaxPoints} points");
        // Beyond these DateTimeOffset has no such time.
        if (!(Math.Abs(time) < 1e11)) throw new JsonException("a point has no time");
        _points.Add(new(DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(time * 1000)) + offset, fault is null ? value : double.NaN));
    }

    protected override void OnSeriesEnd(IReadOnlyDictionary<string, string> labels, UnknownReason? fault) =>
        onSeries(new MatrixSeries(labels, _points, fault));
}
