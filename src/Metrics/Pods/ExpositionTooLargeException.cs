namespace ModelMonitor.Metrics;

/// <summary>A pod exposes more than is read.</summary>
/// <param name="what">What is too large, as the object of "exposes".</param>
internal sealed class ExpositionTooLargeException(string what) : Exception(what);
