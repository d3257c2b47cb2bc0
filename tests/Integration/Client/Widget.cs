using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Integration.Client;

/// <summary>A small custom resource whose schema lets anything through, also what this type cannot read.</summary>
public sealed class Widget : IKubernetesObject<Widget>
{
    public const string CustomResourceDefinition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.test.modelmonitor.dev"},
         "spec":{"group":"test.modelmonitor.dev","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
            "properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
             "properties":{"size":{"type":"integer","maximum":9}}}}}}}]}}
        """;

    public static ResourceType Resource { get; } = new("test.modelmonitor.dev", "v1", "Widget", "widgets");

    public static JsonTypeInfo<Widget> JsonType => WidgetJsonContext.Default.Widget;

    public string ApiVersion { get; set; } = Resource.ApiVersion;

    public string Kind { get; set; } = Resource.Kind;

    public ObjectMeta Metadata { get; set; } = new();

    public WidgetSpec Spec { get; set; } = new();

    public WidgetStatus? Status { get; set; }
}

public sealed class WidgetSpec
{
    public int Size { get; set; } = 1;

    public int? Free { get; set; }
}

public sealed class WidgetStatus
{
    public string? Word { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Widget))]
internal sealed partial class WidgetJsonContext : JsonSerializerContext;
