using System.Text.Json.Serialization;

namespace ModelMonitor.Operator.Configuration;

/// <summary>JSON contract of the configuration: a member that does not exist is an error, not ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OperatorConfiguration))]
[JsonSerializable(typeof(SourceConfiguration))]
internal sealed partial class ConfigurationJsonContext : JsonSerializerContext;
