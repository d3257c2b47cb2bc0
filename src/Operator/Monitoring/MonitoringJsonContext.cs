using System.Text.Json.Serialization;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>JSON contracts of prometheus-operator's types, generated at build time. Unknown fields are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1PodMonitor))]
[JsonSerializable(typeof(V1PrometheusRule))]
[JsonSerializable(typeof(V1Prometheus))]
[JsonSerializable(typeof(LabelSelector))]
internal sealed partial class MonitoringJsonContext : JsonSerializerContext;
