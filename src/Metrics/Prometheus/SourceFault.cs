namespace ModelMonitor.Metrics;

/// <summary>What is wrong with a source's settings.</summary>
/// <param name="Field">The setting, as the configuration file calls it.</param>
/// <param name="Problem">What is wrong and how to put it right; never a value that could be a secret.</param>
public sealed record SourceFault(string Field, string Problem);
