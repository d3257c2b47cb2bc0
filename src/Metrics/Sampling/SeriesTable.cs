using System.Text;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>One number of one pod.</summary>
/// <param name="Model">Value of the preset's model label, or empty.</param>
/// <param name="Edge">Upper edge of a bucket in base units; NaN where there is none.</param>
/// <param name="Value">A finite number, without meaning when there is a fault.</param>
/// <param name="Fault">Why there is no number, or null.</param>
/// <param name="Detail">A clause on the fault; null for what the reason alone means.</param>
internal readonly record struct SeriesCell(string Model, double Edge, double Value, UnknownReason? Fault, string? Detail = null);

/// <summary>A batch answer, found by name (<see cref="SeriesNames"/>) and pod. Not thread-safe while it is filled.</summary>
/// <param name="preset">Whose signals these are.</param>
/// <param name="onlySignal">The signal of series that do not name theirs.</param>
internal sealed class SeriesTable(EnginePreset preset, Signal onlySignal)
{
    private readonly Dictionary<(string Name, string Namespace, string Pod), List<SeriesCell>> _cells = [];
    private readonly Dictionary<string, double> _edges = [];

    public int Count { get; private set; }

    /// <summary>Edges of buckets as the source writes them.</summary>
    public IReadOnlyCollection<string> EdgeTexts => _edges.Keys;

    /// <summary>Adds a series of an answer.</summary>
    public void Add(VectorSample sample)
    {
        var labels = sample.Labels;
        if (!labels.TryGetValue("namespace", out var ns) || !labels.TryGetValue("pod", out var pod)) return;
        var (name, alternative) = labels.TryGetValue(SeriesNames.Label, out var named) ? SeriesNames.Split(named) : (SeriesNames.Of(onlySignal), 0);
        var model = preset.ModelLabel is not null && labels.TryGetValue(preset.ModelLabel, out var value) ? value : "";
        var edge = labels.TryGetValue("le", out var le) ? EdgeOf(le) * preset.Signals[onlySignal].Alternatives[alternative].Scale : double.NaN;
        Add(name, ns, pod, new(model, edge, sample.Value, sample.Fault));
    }

    /// <summary>Adds a number.</summary>
    /// <param name="name">One of <see cref="SeriesNames"/>.</param>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="cell">The number, in base units.</param>
    public void Add(string name, string ns, string pod, SeriesCell cell)
    {
        var key = (name, ns, pod);
        if (!_cells.TryGetValue(key, out var cells)) _cells.Add(key, cells = []);
        cells.Add(cell);
        Count++;
    }

    /// <summary>A pod's numbers; of one model, or of all when <paramref name="model"/> is null.</summary>
    public IReadOnlyList<SeriesCell> Find(string name, string ns, string pod, string? model)
    {
        if (!_cells.TryGetValue((name, ns, pod), out var cells)) return [];
        return model is null ? cells : cells.FindAll(c => c.Model == model);
    }

    /// <summary>Whether every pod and model has as many buckets as there were edges asked for.</summary>
    public bool HasAllEdges(int edges) => _cells.Values.All(c => c.Count % edges == 0);

    // As a number, because "1" and "1.0" are the same edge in different versions of clients and of Prometheus.
    private double EdgeOf(string le)
    {
        if (_edges.TryGetValue(le, out var edge)) return edge;
        edge = PrometheusNumber.TryParse(Encoding.UTF8.GetBytes(le), out var parsed) ? parsed : double.NaN;
        _edges.Add(le, edge);
        return edge;
    }
}
