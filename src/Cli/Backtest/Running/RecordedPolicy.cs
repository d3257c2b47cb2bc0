using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Simulation;

namespace ModelMonitor.Cli.Backtest.Running;

/// <summary>Asks for the replicas that really were asked for, at the times at which they were.</summary>
public sealed class RecordedPolicy : IScalingPolicy
{
    private readonly List<(TimeSpan At, int Replicas)> _recorded;
    private int _next;
    private int _replicas;

    /// <summary>Plays a history.</summary>
    /// <param name="history">One that knows replicas.</param>
    public RecordedPolicy(LoadHistory history)
    {
        _recorded = [.. history.Rows.Where(r => r.Replicas is not null).Select(r => (r.At, r.Replicas!.Value))];
        _replicas = _recorded[0].Replicas;
    }

    /// <inheritdoc/>
    public string Name => "really running";

    /// <inheritdoc/>
    public TimeSpan Period => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        while (_next < _recorded.Count && _recorded[_next].At <= now) _replicas = _recorded[_next++].Replicas;
        return _replicas;
    }
}
