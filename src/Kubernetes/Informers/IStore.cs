using System.Diagnostics.CodeAnalysis;

namespace ModelMonitor.Kubernetes;

/// <summary>The objects of one type as last seen.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> Safe for concurrent use; a list is a snapshot of one moment.</para>
/// <para><b>Caveats.</b> Objects are shared by everyone and must not be changed. They may be older than the API server's.</para>
/// </remarks>
/// <typeparam name="T">The object type.</typeparam>
public interface IStore<T>
    where T : class, IKubernetesObject
{
    /// <summary>Looks an object up.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="resource">The object, when there is one.</param>
    bool TryGet(ObjectKey key, [MaybeNullWhen(false)] out T resource);

    /// <summary>Every object.</summary>
    IReadOnlyCollection<T> List();

    /// <summary>The objects of one namespace.</summary>
    /// <param name="ns">The namespace; empty for cluster-scoped objects.</param>
    IReadOnlyCollection<T> List(string ns);
}
