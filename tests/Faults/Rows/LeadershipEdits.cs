using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Somebody who edits a monitor's spec again and again, so that its operator always has something to write.</summary>
/// <remarks>Guarantees: when disposed, the spec allows what it did before.</remarks>
internal sealed class LeadershipEdits : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly FaultStage _stage;
    private readonly string _name;
    private readonly Task _work;

    private LeadershipEdits(FaultStage stage, string name, TimeSpan pause)
    {
        (_stage, _name) = (stage, name);
        _work = RunAsync(pause);
    }

    /// <summary>How many edits the server took.</summary>
    public int Count { get; private set; }

    /// <summary>Begins.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="pause">Time between two edits.</param>
    /// <param name="name">The monitor.</param>
    public static LeadershipEdits Begin(FaultStage stage, TimeSpan pause, string name = ScaleOut.Name) => new(stage, name, pause);

    /// <summary>Sets the most replicas in the spec.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="replicas">Most replicas.</param>
    /// <param name="name">The monitor.</param>
    public static Task<V1Alpha1ModelMonitor> MaxReplicasAsync(FaultStage stage, int replicas, string name = ScaleOut.Name) =>
        stage.Cluster.Admin.Resource<V1Alpha1ModelMonitor>().PatchAsync(
            new(stage.Namespace, name), Patch.Merge($$"""{"spec":{"scaling":{"maxReplicas":{{replicas}} } } }"""));

    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
        await MaxReplicasAsync(_stage, ScaleOut.Bounds.Max, _name);
    }

    private async Task RunAsync(TimeSpan pause)
    {
        using var timer = new PeriodicTimer(pause);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await MaxReplicasAsync(_stage, ScaleOut.Bounds.Max + (Count % 2), _name);
                Count++;
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
