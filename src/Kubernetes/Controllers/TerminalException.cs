namespace ModelMonitor.Kubernetes;

/// <summary>Thrown by a reconciler when trying again is of no use before the object changes.</summary>
/// <param name="message">What is wrong, for a person.</param>
/// <param name="innerException">The cause, where there is one.</param>
public sealed class TerminalException(string message, Exception? innerException = null) : Exception(message, innerException);
