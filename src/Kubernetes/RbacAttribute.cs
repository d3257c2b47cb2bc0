namespace ModelMonitor.Kubernetes;

/// <summary>
/// A right that the class needs at the API server. It stands on the class that makes the calls; <c>manifests</c> merges all of them into
/// <c>config/rbac</c>. Wildcards are refused.
/// </summary>
/// <param name="group">API group; empty for the core group.</param>
/// <param name="resources">Plurals, comma separated, with subresource where meant, for example <c>deployments/scale,statefulsets/scale</c>.</param>
/// <param name="verbs">Verbs, comma separated, for example <c>get,list,watch</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RbacAttribute(string group, string resources, string verbs) : Attribute
{
    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; } = group;

    /// <summary>Plurals, comma separated.</summary>
    public string Resources { get; } = resources;

    /// <summary>Verbs, comma separated.</summary>
    public string Verbs { get; } = verbs;

    /// <summary>Names of the only objects that are meant, comma separated; null for all. They do not limit <c>create</c> and <c>list</c>.</summary>
    public string? Names { get; set; }

    /// <summary>Whether the right is needed in the operator's own namespace only, for example for its Lease.</summary>
    public bool OwnNamespace { get; set; }

    /// <summary>Whether the objects belong to no namespace, so that no Role can give the right; whoever asks must do without it.</summary>
    public bool ClusterScoped { get; set; }

    /// <summary>Whether the requests are sent as the namespace's actor account where there is one (see <see cref="KubernetesClient.Actor"/>).</summary>
    public bool AsActor { get; set; }

    /// <summary>The part that needs it.</summary>
    public RbacPart Part { get; set; }
}
