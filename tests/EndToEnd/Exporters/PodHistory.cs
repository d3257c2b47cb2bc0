using ModelMonitor.Demo;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>Looks at the model server's pods of a namespace five times a second, and remembers what it ever saw of each.</summary>
internal sealed class PodHistory : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly Stage _stage;
    private readonly string _namespace;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PodSeen> _pods = [];
    private readonly Task _looking;
    private int? _leastReady;

    /// <summary>Begins to look.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="ns">The namespace; its pods are ready.</param>
    public PodHistory(Stage stage, string ns)
    {
        (_stage, _namespace) = (stage, ns);
        _looking = LookAsync();
    }

    /// <summary>Every pod that was ever seen.</summary>
    public IReadOnlyList<PodSeen> Pods
    {
        get
        {
            lock (_lock) return [.. _pods.Values.OrderBy(p => p.FirstSeen)];
        }
    }

    /// <summary>Fewest pods that were ready and not on their way out at a time; null before the first look.</summary>
    public int? LeastReady
    {
        get
        {
            lock (_lock) return _leastReady;
        }
    }

    /// <summary>Ends it, and fails where looking failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking;
        _end.Dispose();
    }

    private async Task LookAsync()
    {
        try
        {
            for (var n = 0; ; n++)
            {
                var pods = await _stage.Client.Resource<V1Pod>().ListAllAsync(_namespace, $"app={GpuNamespace.Name}", cancellationToken: _end.Token);
                lock (_lock)
                {
                    foreach (var pod in pods.Items)
                        _pods[pod.Metadata.Uid!] = PodSeen.Of(pod, _pods.GetValueOrDefault(pod.Metadata.Uid!), n);
                    var ready = pods.Items.Count(p => p.Metadata.DeletionTimestamp is null && PodSeen.IsReady(p));
                    _leastReady = Math.Min(_leastReady ?? ready, ready);
                }

                await Task.Delay(Step, TimeProvider.System, _end.Token);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // It was ended.
        }
    }
}
