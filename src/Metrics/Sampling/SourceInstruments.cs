using System.Diagnostics.Metrics;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What the reading of metrics says about itself.</summary>
public static class SourceInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ModelMonitor.Metrics";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Queries = Meter.CreateCounter<long>(
        "modelmonitor.source.queries", null, "Queries by source and result: success, or the reason of the failure.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "modelmonitor.source.query.duration", "s", "Time from sending a query to the end of its answer.");

    private static readonly Histogram<long> Series = Meter.CreateHistogram<long>(
        "modelmonitor.source.query.series", null, "Series in the answer of a successful query.");

    private static readonly Counter<long> Openings = Meter.CreateCounter<long>(
        "modelmonitor.source.openings", null, "Times that a source which did not serve began to be left alone.");

    private static readonly Counter<long> QueriesWithheld = Meter.CreateCounter<long>(
        "modelmonitor.source.withheld", null, "Queries that were not sent because their source is left alone.");

    internal static void Opened(string source) => Openings.Add(1, new KeyValuePair<string, object?>("source", source));

    internal static void Withheld(string source, int queries) => QueriesWithheld.Add(queries, new KeyValuePair<string, object?>("source", source));

    internal static void Succeeded(string source, TimeSpan duration, int series)
    {
        Count(source, "success", duration);
        Series.Record(series, new KeyValuePair<string, object?>("source", source));
    }

    internal static void Failed(string source, TimeSpan duration, PrometheusException failure) =>
        Failed(source, duration, failure.Reason);

    internal static void Failed(string source, TimeSpan duration, UnknownReason reason) =>
        Count(source, reason.ToString(), duration);

    private static void Count(string source, string result, TimeSpan duration)
    {
        Queries.Add(1, new("source", source), new("result", result));
        Duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("source", source));
    }
}
