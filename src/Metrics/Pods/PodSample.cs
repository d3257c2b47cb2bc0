namespace ModelMonitor.Metrics;

/// <summary>A number of one series of a pod.</summary>
/// <param name="Model">The model's name, or empty.</param>
/// <param name="Rank">Tells apart series of one model which belong together; empty where there is one.</param>
/// <param name="Edge">A bucket's upper edge; NaN where there is none.</param>
/// <param name="Time">The sample's time, Unix milliseconds.</param>
/// <param name="Value">The value or rate; may be NaN or infinite.</param>
internal readonly record struct PodSample(string Model, string Rank, double Edge, long Time, double Value);
