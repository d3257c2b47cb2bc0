namespace ModelMonitor.Kubernetes;

/// <summary>One webhook of a MutatingWebhookConfiguration: how it is reached.</summary>
public sealed class V1MutatingWebhook
{
    /// <summary>Its name, unique in the configuration.</summary>
    public string Name { get; set; } = "";

    /// <summary>How it is reached.</summary>
    public V1WebhookClientConfig ClientConfig { get; set; } = new();
}
