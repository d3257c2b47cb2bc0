using System.Text.Json.Serialization;
using ModelMonitor.ModelServer.Load;
using ModelMonitor.ModelServer.Serving;

namespace ModelMonitor.ModelServer;

/// <summary>JSON without reflection, in the API's snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(CompletionAnswer))]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class WireJson : JsonSerializerContext;
