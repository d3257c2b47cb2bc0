using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Listing;

/// <summary>Shows monitors anew whenever one of them changes, told by a watch of the API.</summary>
/// <remarks>
/// <b>Guarantees</b>: many changes at once are one picture; the server is asked nothing besides. On a terminal ages move on by themselves.
/// </remarks>
/// <param name="source">Lists and watches.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusWatch(IListWatch<V1Alpha1ModelMonitor> source, TimeProvider time)
{
    /// <summary>How often ages are written anew.</summary>
    public static readonly TimeSpan AgePeriod = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Runs until cancelled.</summary>
    /// <param name="show">Shows the monitors, with the watch's trouble where there is some.</param>
    /// <param name="isAging">Whether it is shown anew for the ages alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action<IReadOnlyCollection<V1Alpha1ModelMonitor>, string?> show, bool isAging, CancellationToken cancellationToken)
    {
        var informer = new Informer<V1Alpha1ModelMonitor>(source, time, NullLogger.Instance);
        informer.OnChange((_, _) => _changes.Writer.TryWrite(true));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = informer.RunAsync(stop.Token);
        try
        {
            await informer.WaitForSyncAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                while (_changes.Reader.TryRead(out _))
                {
                }

                show(informer.Store.List(), informer.ReadFault?.Reason);
                await NextAsync(isAging, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked for.
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    private async Task NextAsync(bool isAging, CancellationToken cancellationToken)
    {
        var change = _changes.Reader.WaitToReadAsync(cancellationToken).AsTask();
        try
        {
            await (isAging ? change.WaitAsync(AgePeriod, time, cancellationToken) : change);
        }
        catch (TimeoutException)
        {
            // Nothing changed but the ages.
        }
    }
}
