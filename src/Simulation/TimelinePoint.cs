namespace ModelMonitor.Simulation;

/// <summary>One minute of a simulation.</summary>
/// <param name="At">Its first moment.</param>
/// <param name="Arrived">Requests that arrived per second.</param>
/// <param name="Wanted">Replicas that were wanted at its end.</param>
/// <param name="Ready">Pods that were ready at its end.</param>
/// <param name="BadShare">Share of its requests that were bad, 0 to 1.</param>
/// <param name="FirstTokenP95">95th percentile of the time to the first token, in seconds; 0 without a request.</param>
public readonly record struct TimelinePoint(TimeSpan At, double Arrived, int Wanted, int Ready, double BadShare, double FirstTokenP95);
