using System.CommandLine;

namespace ModelMonitor.Cli.Cluster;

/// <summary>Runs a command's action, and turns the cluster's errors into one line and an exit code.</summary>
internal static class ClusterCommand
{
    /// <summary>Exit code when the cluster could not be asked, or refused; kubectl's own.</summary>
    public const int Failed = 1;

    /// <summary>Sets a command's action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">Its options.</param>
    /// <param name="action">What it does; gives the exit code.</param>
    public static void SetAction(Command command, ClusterOptions options, Func<ClusterAccess, ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (given, cancellationToken) =>
        {
            ClusterAccess? cluster = null;
            try
            {
                cluster = ClusterAccess.Open(options, given);
                return await action(cluster, given, cancellationToken);
            }
            catch (Exception e) when (ErrorText.IsOfCluster(e))
            {
                await given.InvocationConfiguration.Error.WriteLineAsync(ErrorText.Of(e, cluster?.Server));
                return Failed;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The user's ^C: nothing went wrong.
                return 0;
            }
            finally
            {
                cluster?.Dispose();
            }
        });
}
