using System.Text.Json.Serialization;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Resources;

/// <summary>JSON contracts of the custom resource, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(V1Alpha1ModelMonitor))]
public sealed partial class ResourcesJsonContext : JsonSerializerContext;
