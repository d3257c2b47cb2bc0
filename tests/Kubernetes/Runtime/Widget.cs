using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>An object type that no JSON is needed for.</summary>
internal sealed class Widget : IKubernetesObject<Widget>
{
    public static ResourceType Resource { get; } = new("example.dev", "v1", "Widget", "widgets");

    public static JsonTypeInfo<Widget> JsonType => throw new InvalidOperationException("nobody reads or writes widgets");

    public ObjectMeta Metadata { get; set; } = new();

    public static Widget Named(string name, string version, string uid = "1", long generation = 1) => new()
    {
        Metadata = new() { Namespace = "shop", Name = name, ResourceVersion = version, Uid = uid, Generation = generation },
    };

    public static ObjectKey Key(string name) => new("shop", name);
}
