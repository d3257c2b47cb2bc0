using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>An Event of <c>events.k8s.io/v1</c>: what happened to an object, for a person. But for the series it never changes.</summary>
public sealed class V1Event : IKubernetesObject<V1Event>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("events.k8s.io", "v1", "Event", "events");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Event> JsonType => EventJsonContext.Default.V1Event;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>When it first happened.</summary>
    public MicroTime? EventTime { get; set; }

    /// <summary>How often it happened; null for once.</summary>
    public V1EventSeries? Series { get; set; }

    /// <summary>Who reports, as a qualified name, for example <c>modelmonitor.dev/operator</c>.</summary>
    public string? ReportingController { get; set; }

    /// <summary>Which process of it; at most 128 characters.</summary>
    public string? ReportingInstance { get; set; }

    /// <summary>What was done or tried, CamelCase; at most 128 characters.</summary>
    public string? Action { get; set; }

    /// <summary>Why, CamelCase; at most 128 characters.</summary>
    public string? Reason { get; set; }

    /// <summary>What it is about.</summary>
    public V1ObjectReference? Regarding { get; set; }

    /// <summary>The whole story in a sentence; at most 1,024 bytes.</summary>
    public string? Note { get; set; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; set; }
}
