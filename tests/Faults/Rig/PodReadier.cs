using System.Collections.Concurrent;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// Stands in for the kubelet, which a control plane alone does not have: makes the pods that the real controllers created run and be
/// ready.
/// </summary>
/// <remarks>
/// Guarantees: a pod is among those that serve before its readiness can be seen in the API, so that nobody finds a ready pod without
/// metrics. It outlives an API server that is down. Caveats: pods stay ready until they are deleted.
/// </remarks>
public sealed class PodReadier : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly KubernetesClient _admin;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _serving = new();
    private readonly ConcurrentDictionary<string, bool> _held = new();
    private readonly Task _work;

    /// <summary>Starts at once, for all namespaces.</summary>
    /// <param name="admin">A client with the administrator's rights.</param>
    public PodReadier(KubernetesClient admin)
    {
        _admin = admin;
        _work = RunAsync();
    }

    /// <summary>The pods of a namespace that serve, in the order of their names.</summary>
    public IReadOnlyList<string> Serving(string ns) => _serving.GetValueOrDefault(ns, []);

    /// <summary>New pods of a namespace stay as they are created, as without a node that has room for them.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="hold">False makes them ready after all.</param>
    public void Hold(string ns, bool hold = true) => _held[ns] = hold;

    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await RoundAsync();
                await Task.Delay(Pause, TimeProvider.System, _end.Token);
            }
            catch (Exception e) when (e is KubernetesException or OperationCanceledException)
            {
                // The API server is down, which some tests want; or it is the end.
            }
        }
    }

    private async Task RoundAsync()
    {
        var pods = await _admin.Resource<V1Pod>().ListAllAsync(cancellationToken: _end.Token);
        foreach (var group in pods.Items.Where(p => p.Metadata.DeletionTimestamp is null).GroupBy(p => p.Metadata.Namespace!))
        {
            var held = _held.GetValueOrDefault(group.Key);
            var serving = group.Where(p => IsReady(p) || !held).ToList();
            _serving[group.Key] = [.. serving.Select(p => p.Metadata.Name!).Order(StringComparer.Ordinal)];
            foreach (var pod in serving.Where(p => !IsReady(p))) await MakeReadyAsync(pod);
        }

        foreach (var ns in _serving.Keys.Except(pods.Items.Select(p => p.Metadata.Namespace!))) _serving[ns] = [];
    }

    private async Task MakeReadyAsync(V1Pod pod)
    {
        try
        {
            await _admin.Resource<V1Pod>().PatchStatusAsync(
                ObjectKey.Of(pod),
                Patch.Merge("""{"status":{"phase":"Running","conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"True"}]}}"""),
                _end.Token);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }
    }

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
}
