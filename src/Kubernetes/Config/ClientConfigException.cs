namespace ModelMonitor.Kubernetes;

/// <summary>How to reach the API server is not said, or said wrongly. The message names the file and the entry.</summary>
public sealed class ClientConfigException : Exception
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="message">File, entry and fault; never a secret.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ClientConfigException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
