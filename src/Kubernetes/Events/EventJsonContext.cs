using System.Text.Json.Serialization;

namespace ModelMonitor.Kubernetes;

/// <summary>JSON contracts of Events, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Event))]
[JsonSerializable(typeof(EventSeriesPatch))]
internal sealed partial class EventJsonContext : JsonSerializerContext;

/// <summary>The merge patch that moves a series on.</summary>
internal sealed record EventSeriesPatch(V1EventSeries Series);
