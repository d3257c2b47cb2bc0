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

/// <summary>All answers on one engine.</summary>
/// <param name="Preset">The engine.</param>
/// <param name="Presence">Which pods are seen, and when.</param>
/// <param name="Signals">The answer that carries each signal.</param>
internal sealed record EngineAnswer(EnginePreset Preset, QueryAnswer Presence, IReadOnlyDictionary<Signal, QueryAnswer> Signals);
