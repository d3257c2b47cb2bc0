using System.CommandLine.Completions;
using ModelMonitor.Cli.Cluster;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Shell;

/// <summary>Completes names of ModelMonitors by asking the cluster; gives none where it does not answer at once.</summary>
internal static class NameCompletion
{
    // Somebody waits at the keyboard.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A source of names for commands with these options.</summary>
    /// <param name="options">The options that say which cluster and namespace.</param>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Source(ClusterOptions options) => context =>
    {
        try
        {
            using var cluster = ClusterAccess.Open(options, context.ParseResult, Patience);
            // System.CommandLine completes synchronously.
            var page = cluster.Client.Resource<V1Alpha1ModelMonitor>().ListAllAsync(cluster.Namespace).GetAwaiter().GetResult();
            return [.. page.Items.Select(m => new CompletionItem(Safe.Line(m.Metadata.Name)))];
        }
        catch (Exception e) when (ErrorText.IsOfCluster(e) || e is InvalidOperationException)
        {
            return [];
        }
    };
}
