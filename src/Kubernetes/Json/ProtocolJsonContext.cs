using System.Text.Json.Serialization;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// JSON contracts of what the API server wraps objects in. The depth limit is far above that of the objects inside, so that one
/// object nested too deeply fails alone and not together with its page.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(Status))]
[JsonSerializable(typeof(WatchEnvelope))]
[JsonSerializable(typeof(ScaleJson))]
[JsonSerializable(typeof(DeleteOptions))]
[JsonSerializable(typeof(EvictionJson))]
[JsonSerializable(typeof(ApiResourceList))]
[JsonSerializable(typeof(ManagedObjectList))]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(ExecCredentialJson))]
internal sealed partial class ProtocolJsonContext : JsonSerializerContext
{
    /// <summary>Deeper than the API server takes in (it refuses at 10,000), at a cost that stays small.</summary>
    public const int MaxDepth = 10_001;
}
