namespace ModelMonitor.Kubernetes;

/// <summary>Names one object of a kind.</summary>
/// <param name="Namespace">The namespace; empty for cluster-scoped objects.</param>
/// <param name="Name">The object's name.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    /// <param name="resource">An object read from the API server.</param>
    public static ObjectKey Of(IKubernetesObject resource) => new(resource.Metadata.Namespace ?? "", resource.Metadata.Name ?? "");

    /// <summary><c>namespace/name</c>, or the name alone for cluster-scoped objects.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
