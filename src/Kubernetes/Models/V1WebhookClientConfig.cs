namespace ModelMonitor.Kubernetes;

/// <summary>How an API server reaches a webhook.</summary>
public sealed class V1WebhookClientConfig
{
    /// <summary>Certificates, PEM, one of which the webhook's own must lead to; null or empty for the server's system roots.</summary>
    public byte[]? CaBundle { get; set; }

    /// <summary>The Service to ask; null where <c>url</c> says it.</summary>
    public V1WebhookService? Service { get; set; }
}
