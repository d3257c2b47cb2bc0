using System.CommandLine;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Cli.Cluster;

/// <summary>The way to the cluster that a command line names.</summary>
/// <remarks><b>Guarantees</b>: nothing is sent before the first request. Disposing closes the connections.</remarks>
internal sealed class ClusterAccess : IDisposable
{
    // What kubectl calls "no timeout": a client that never gave up would hang on a dead server for ever.
    private static readonly TimeSpan NoTimeout = TimeSpan.FromHours(1);

    private ClusterAccess(ClientConfig config, string ns) => (Client, Namespace, Server) = (new(config), ns, config.Server);

    /// <summary>The client.</summary>
    public KubernetesClient Client { get; }

    /// <summary>The namespace that is meant.</summary>
    public string Namespace { get; }

    /// <summary>The API server's address.</summary>
    public Uri Server { get; }

    /// <summary>Opens it.</summary>
    /// <param name="options">The options of the command.</param>
    /// <param name="given">What the user gave.</param>
    /// <param name="timeout">A shorter limit of the command's own, or null.</param>
    /// <exception cref="ClientConfigException">There is no way to a cluster.</exception>
    public static ClusterAccess Open(ClusterOptions options, ParseResult given, TimeSpan? timeout = null)
    {
        var config = ClientConfig.Load(given.GetValue(options.Kubeconfig), given.GetValue(options.Context));
        var each = given.GetValue(options.RequestTimeout) is { Ticks: > 0 } limit ? limit : NoTimeout;
        if (timeout < each) each = timeout.Value;
        return new(config with { RequestTimeout = each }, given.GetValue(options.Namespace) is { Length: > 0 } ns ? ns : config.DefaultNamespace);
    }

    /// <inheritdoc />
    public void Dispose() => Client.Dispose();
}
