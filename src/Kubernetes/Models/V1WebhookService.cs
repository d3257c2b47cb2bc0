namespace ModelMonitor.Kubernetes;

/// <summary>The Service that an API server asks for a webhook.</summary>
public sealed class V1WebhookService
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its namespace.</summary>
    public string Namespace { get; set; } = "";
}
