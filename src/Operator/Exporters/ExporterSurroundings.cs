using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Exporters;

/// <summary>What the cluster has and allows, as far as exporters need to know.</summary>
/// <param name="client">The API server.</param>
/// <param name="namespaces">Labels of namespaces.</param>
/// <param name="webhookWhyNot">Why pods cannot be changed as they are created; null when they can.</param>
/// <param name="hasPodMonitors">Whether PodMonitors say what is scraped.</param>
public sealed class ExporterSurroundings(
    KubernetesClient client, NamespaceLabels namespaces, Func<string?> webhookWhyNot, Func<bool> hasPodMonitors)
{
    /// <summary>The first minor version of Kubernetes 1 whose servers have native sidecars without being told to.</summary>
    private const int NativeSince = 29;

    private bool? _isNative;

    /// <summary>Labels of namespaces.</summary>
    public NamespaceLabels Namespaces => namespaces;

    /// <summary>Why pods cannot be changed as they are created; null when they can.</summary>
    public string? WebhookWhyNot() => webhookWhyNot();

    /// <summary>Whether PodMonitors say what is scraped.</summary>
    public bool HasPodMonitors() => hasPodMonitors();

    /// <summary>Whether the server has native sidecars; asked once.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="KubernetesException">The API server failed in a way that a retry may mend.</exception>
    public async Task<bool> HasNativeSidecarsAsync(CancellationToken cancellationToken) =>
        _isNative ??= IsNative(await client.GetVersionAsync(cancellationToken));

    /// <summary>Whether a server of a version has native sidecars.</summary>
    /// <param name="version">For example <c>v1.36.2</c>; what cannot be read counts as old.</param>
    internal static bool IsNative(string version)
    {
        var parts = version.TrimStart('v').Split('.');
        return parts.Length >= 2 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor) && (major > 1 || minor >= NativeSince);
    }
}
