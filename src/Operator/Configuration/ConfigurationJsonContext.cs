using System.Text.Json.Serialization;

namespace ModelMonitor.Operator.Configuration;

/// <summary>JSON contract of the configuration: a member that does not exist is an error, not ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OperatorConfiguration))]
internal sealed partial class ConfigurationJsonContext : JsonSerializerContext;
