namespace ModelMonitor.Operator.Configuration;

/// <summary>How <c>/metrics</c> is served.</summary>
public sealed class MetricsConfiguration
{
    /// <summary>Whether it is served over https to those alone whose token the API server knows and who may get <c>/metrics</c>.</summary>
    public bool Secure { get; set; }
}
