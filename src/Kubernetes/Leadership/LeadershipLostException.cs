namespace ModelMonitor.Kubernetes;

/// <summary>This process does not lead, or no longer long enough to write: the request was not sent.</summary>
/// <param name="message">What was not done, and why.</param>
public sealed class LeadershipLostException(string message) : Exception(message);
