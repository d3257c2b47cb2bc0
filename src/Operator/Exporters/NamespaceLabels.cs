using System.Collections.Concurrent;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Exporters;

/// <summary>Labels of namespaces, read now and then: they say whether sidecars may be added, and what Pod Security takes.</summary>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
[Rbac("", "namespaces", "get", ClusterScoped = true)]
public sealed class NamespaceLabels(KubernetesClient client, TimeProvider time)
{
    /// <summary>The label by which a namespace lets sidecars be added to its pods.</summary>
    public const string Injection = "modelmonitor.dev/injection";

    /// <summary>Its value.</summary>
    public const string Enabled = "enabled";

    /// <summary>How old labels may be: a person who sets one looks for what comes of it.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (IDictionary<string, string>? Labels, long At)> _known = new();

    /// <summary>The labels of a namespace.</summary>
    /// <param name="ns">Its name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The labels; null where they may not be read, and the webhook's own selector alone decides.</returns>
    /// <exception cref="KubernetesException">The API server failed in a way that a retry may mend.</exception>
    public async Task<IDictionary<string, string>?> OfAsync(string ns, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(ns, out var known) && time.GetElapsedTime(known.At) < Fresh) return known.Labels;
        IDictionary<string, string>? labels;
        try
        {
            labels = (await client.Resource<V1Namespace>().GetAsync(new("", ns), cancellationToken)).Metadata.Labels ?? new Dictionary<string, string>();
        }
        catch (KubernetesException e) when (e.IsForbidden || e.IsNotFound)
        {
            labels = null;
        }

        _known[ns] = (labels, time.GetTimestamp());
        return labels;
    }
}
