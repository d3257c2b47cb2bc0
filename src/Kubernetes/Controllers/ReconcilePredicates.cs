namespace ModelMonitor.Kubernetes;

/// <summary>Which changes of an object call for a reconcile.</summary>
public static class ReconcilePredicates
{
    /// <summary>Anyone may set or change this annotation to ask for a reconcile now.</summary>
    public const string ReconcileAtAnnotation = "modelmonitor.dev/reconcile-at";

    /// <summary>
    /// What is wanted changed: a new object, a new generation, a deletion asked for or done, or the reconcile annotation.
    /// Status writes do not count, or a controller that writes status would wake itself.
    /// </summary>
    /// <typeparam name="T">The object type.</typeparam>
    /// <param name="old">The object before; null when it is new.</param>
    /// <param name="current">The object now; null when it is gone.</param>
    public static bool IntentChanged<T>(T? old, T? current)
        where T : class, IKubernetesObject
    {
        if (old is null || current is null) return true;
        var (before, after) = (old.Metadata, current.Metadata);
        return before.Generation != after.Generation
            || (before.DeletionTimestamp is null && after.DeletionTimestamp is not null)
            || ReconcileAt(before) != ReconcileAt(after);
    }

    /// <summary>Any change at all: for objects that others write and a controller only looks at.</summary>
    /// <typeparam name="T">The object type.</typeparam>
    /// <param name="old">The object before; null when it is new.</param>
    /// <param name="current">The object now; null when it is gone.</param>
    public static bool AnyChange<T>(T? old, T? current)
        where T : class, IKubernetesObject =>
        old?.Metadata.ResourceVersion != current?.Metadata.ResourceVersion;

    private static string? ReconcileAt(ObjectMeta metadata) =>
        metadata.Annotations is { } all && all.TryGetValue(ReconcileAtAnnotation, out var value) ? value : null;
}
