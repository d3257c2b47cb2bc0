namespace ModelMonitor.Metrics;

/// <summary>
/// A pod's metrics are not of the format. The message names the line and the reason, and holds nothing that the pod wrote: who may
/// create a monitor must not read other services' answers through it.
/// </summary>
/// <param name="line">Line, from 1.</param>
/// <param name="problem">A clause on what is wrong.</param>
internal sealed class ExpositionException(int line, string problem) : Exception($"line {line}: {problem}")
{
    /// <summary>Line, from 1.</summary>
    public int Line { get; } = line;
}
