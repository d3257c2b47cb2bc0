namespace ModelMonitor.Operator.Configuration;

/// <summary>The configuration cannot be used. The message names the file, the field and the fix.</summary>
public sealed class ConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
