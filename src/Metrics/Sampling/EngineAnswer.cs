using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What one query brought: a table, or why there is none.</summary>
/// <param name="Table">The answer; null after a failure.</param>
/// <param name="Failure">What went wrong; null after success.</param>
internal sealed record QueryAnswer(SeriesTable? Table, PrometheusException? Failure)
{
    /// <summary>The failure as a reading.</summary>
    public Reading Unknown() => Reading.Unknown(Failure!.Reason, Failure.Message);
}

/// <summary>All answers on one preset.</summary>
/// <param name="Preset">The engine or the exporters.</param>
/// <param name="Plain">The answer with presence, gauges, counters and means.</param>
/// <param name="Buckets">The answer that carries each histogram's buckets; signals that are not here are in <paramref name="Plain"/>.</param>
internal sealed record EngineAnswer(EnginePreset Preset, QueryAnswer Plain, IReadOnlyDictionary<Signal, QueryAnswer> Buckets);
