namespace ModelMonitor.Metrics;

/// <summary>Takes a series' sample. What it is given is valid during the call only.</summary>
/// <param name="name">The metric's name, UTF-8.</param>
/// <param name="labels">The labels.</param>
/// <param name="value">The value; may be NaN or infinite.</param>
/// <param name="timestamp">Unix milliseconds where the pod gave a time of its own, else null.</param>
internal delegate void ExpositionSampleHandler(ReadOnlySpan<byte> name, ExpositionLabels labels, double value, long? timestamp);
