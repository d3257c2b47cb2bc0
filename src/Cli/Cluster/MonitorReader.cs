using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Cluster;

/// <summary>Reads ModelMonitors.</summary>
internal static class MonitorReader
{
    /// <summary>Reads the monitors of these names, or all that a selector takes.</summary>
    /// <param name="client">The client.</param>
    /// <param name="ns">The namespace, or null for all.</param>
    /// <param name="names">Names; none for all.</param>
    /// <param name="selector">A label selector, or null.</param>
    /// <param name="error">Where it is told what could not be read.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="KubernetesException">A request failed, or a name is not there.</exception>
    public static async Task<IReadOnlyList<V1Alpha1ModelMonitor>> ReadAsync(
        KubernetesClient client, string? ns, IReadOnlyList<string> names, string? selector, TextWriter error, CancellationToken cancellationToken)
    {
        var resource = client.Resource<V1Alpha1ModelMonitor>();
        if (names.Count > 0)
        {
            var named = new List<V1Alpha1ModelMonitor>(names.Count);
            foreach (var name in names.Distinct()) named.Add(await resource.GetAsync(new(ns!, name), cancellationToken));
            return named;
        }

        var page = await resource.ListAllAsync(ns, selector, cancellationToken: cancellationToken);
        foreach (var odd in page.Undecodable)
            await error.WriteLineAsync(Printing.Safe.Line($"warning: {odd.Key} cannot be read: {odd.Error}"));
        return page.Items;
    }
}
