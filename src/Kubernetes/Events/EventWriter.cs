using System.Net;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Brings the count in the cluster up to date, again and again while the API server cannot be reached.</summary>
internal sealed class EventWriter(IEventSink sink, TimeProvider time, ILogger logger, Random jitter, RuntimeMetrics metrics)
{
    // client-go's numbers: 12 tries, 10 s apart.
    private const int MostTries = 12;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(10);

    public async Task WriteAsync(EventSeries series, bool retry, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteOnceAsync(series, cancellationToken);
                series.Written(time.GetTimestamp());
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (KubernetesException e) when (retry && attempt < MostTries && (e.IsOutcomeUnknown || IsThrottled(e)))
            {
                var pause = BetweenTries * (0.75 + (0.5 * jitter.NextDouble()));
                await Task.Delay(e.RetryAfter > pause ? e.RetryAfter.Value : pause, time, cancellationToken);
            }
            // An Event may be lost, the ones after it may not.
            catch (Exception e)
            {
                metrics.EventDropped("Rejected");
                logger.LogWarning(
                    e, "Event {Reason} about {Kind} {Namespace}/{Name} was not written", series.Event.Reason,
                    series.Event.Regarding?.Kind, series.Event.Regarding?.Namespace, series.Event.Regarding?.Name);
                return;
            }
        }
    }

    private async Task WriteOnceAsync(EventSeries series, CancellationToken cancellationToken)
    {
        if (series is { WrittenCount: > 0, Event.Series: { } counts })
        {
            try
            {
                await sink.PatchSeriesAsync(ObjectKey.Of(series.Event), counts, cancellationToken);
                return;
            }
            catch (KubernetesException e) when (e.IsNotFound)
            {
                // Events live for an hour; a series may outlive its first.
                series.Vanished();
            }
        }

        try
        {
            await sink.CreateAsync(series.Event, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            // The name is ours alone: an earlier try arrived and its answer did not.
            logger.LogDebug("Event {Name} was there already", series.Event.Metadata.Name);
        }
    }

    private static bool IsThrottled(KubernetesException e) => e.StatusCode == HttpStatusCode.TooManyRequests;
}
