namespace ModelMonitor.Kubernetes;

/// <summary>How often adds may make one key run: a few times at once, then at intervals.</summary>
/// <param name="Burst">How many adds in a row run at once; at least 1.</param>
/// <param name="Interval">Time between the runs of a key that is added all the time; over 0.</param>
public sealed record Pace(int Burst, TimeSpan Interval);
