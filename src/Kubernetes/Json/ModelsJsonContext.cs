using System.Text.Json.Serialization;

namespace ModelMonitor.Kubernetes;

/// <summary>JSON contracts of the built-in object types, generated at build time. Unknown fields are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Deployment))]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1Namespace))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(LeasePatch))]
[JsonSerializable(typeof(V1PartialObjectMetadata))]
[JsonSerializable(typeof(V1HorizontalPodAutoscaler))]
[JsonSerializable(typeof(V1Alpha1ScaledObject))]
[JsonSerializable(typeof(V1MutatingWebhookConfiguration))]
internal sealed partial class ModelsJsonContext : JsonSerializerContext;
