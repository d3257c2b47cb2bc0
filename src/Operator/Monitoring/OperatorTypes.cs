using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>Which of prometheus-operator's types the server has; looked for now and then, since it may be installed later.</summary>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
internal sealed class OperatorTypes(KubernetesClient client, TimeProvider time)
{
    /// <summary>How often they are looked for: one small read.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hasPodMonitors;
    private volatile bool _hasRules;

    /// <summary>Whether there are PodMonitors.</summary>
    public bool HasPodMonitors => _hasPodMonitors;

    /// <summary>Whether there are PrometheusRules.</summary>
    public bool HasRules => _hasRules;

    /// <summary>Completes when it is known for the first time.</summary>
    public Task Known => _known.Task;

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var failures = 0; ;)
            {
                failures = await LookAsync(cancellationToken) ? 0 : failures + 1;
                var pause = failures == 0 ? LookAgain : Backoff.Watch.Delay(failures, Random.Shared);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The normal end.
        }
    }

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            _hasPodMonitors = await HasAsync(V1PodMonitor.Resource);
            _hasRules = await HasAsync(V1PrometheusRule.Resource);
            _known.TrySetResult();
            return true;
        }
        catch (KubernetesException)
        {
            // What was known stands.
            return false;
        }

        async Task<bool> HasAsync(ResourceType type) => await client.FindResourceAsync(type.ApiVersion, type.Kind, cancellationToken) is not null;
    }
}
