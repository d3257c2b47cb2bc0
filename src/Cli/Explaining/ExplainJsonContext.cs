using System.Text.Json.Serialization;

namespace ModelMonitor.Cli.Explaining;

/// <summary>JSON of explanations, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(DecisionExplanation))]
internal sealed partial class ExplainJsonContext : JsonSerializerContext;
