using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A MutatingWebhookConfiguration (<c>admissionregistration.k8s.io/v1</c>): whom the API server asks, and whom it trusts.</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here. Patch instead.</remarks>
public sealed class V1MutatingWebhookConfiguration : IKubernetesObject<V1MutatingWebhookConfiguration>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } =
        new("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", Namespaced: false);

    /// <inheritdoc />
    public static JsonTypeInfo<V1MutatingWebhookConfiguration> JsonType => ModelsJsonContext.Default.V1MutatingWebhookConfiguration;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The webhooks; null when there are none.</summary>
    public IList<V1MutatingWebhook>? Webhooks { get; set; }
}
