using System.Diagnostics.Metrics;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Makes gauges with series per monitor: <c>namespace</c> and <c>name</c>, and further labels where there are several.</summary>
/// <param name="meter">Where they are made.</param>
/// <param name="monitors">The monitors to show, asked at each scrape.</param>
internal sealed class MonitorGauges(Meter meter, Func<IEnumerable<MonitorView>> monitors)
{
    /// <summary>A gauge with one series per monitor.</summary>
    /// <param name="name">Its exposed name.</param>
    /// <param name="description">Its help text.</param>
    /// <param name="read">The value; null for no series.</param>
    public void Add(string name, string description, Func<MonitorView, double?> read) =>
        AddMany(name, description, m => read(m) is { } value ? [(value, [])] : []);

    /// <summary>A gauge with any number of series per monitor.</summary>
    /// <param name="name">Its exposed name.</param>
    /// <param name="description">Its help text.</param>
    /// <param name="read">The values, with the labels beside namespace and name.</param>
    public void AddMany(string name, string description, Func<MonitorView, IEnumerable<(double Value, (string Name, string? Value)[] Labels)>> read) =>
        meter.CreateObservableGauge(
            name,
            () => from monitor in monitors()
                  from series in read(monitor)
                  select new Measurement<double>(
                      series.Value,
                      [
                          new("namespace", monitor.Key.Namespace),
                          new("name", monitor.Key.Name),
                          .. series.Labels.Select(l => new KeyValuePair<string, object?>(l.Name, l.Value)),
                      ]),
            description: description);
}
