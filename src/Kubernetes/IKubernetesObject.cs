using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>Anything with Kubernetes metadata: what the store, the queue and the event recorder need to know.</summary>
public interface IKubernetesObject
{
    /// <summary>The object's metadata. Never null once read from the API server.</summary>
    ObjectMeta Metadata { get; set; }
}

/// <summary>
/// An object type that the client can read and write. The two statics take the place of reflection: URLs come from
/// <see cref="Resource"/>, JSON from <see cref="JsonType"/>, so a new type needs no registration and survives trimming.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IKubernetesObject<TSelf> : IKubernetesObject
    where TSelf : class, IKubernetesObject<TSelf>
{
    /// <summary>Where the type lives in the API.</summary>
    static abstract ResourceType Resource { get; }

    /// <summary>How the type is read and written, from a <c>JsonSerializerContext</c>.</summary>
    static abstract JsonTypeInfo<TSelf> JsonType { get; }
}
