using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Simulation;

namespace ModelMonitor.Cli.Backtest.Running;

/// <summary>Passes a policy's decisions on, and writes down those that change something.</summary>
/// <param name="inner">The policy.</param>
/// <param name="min">Fewest replicas that the simulation gives.</param>
/// <param name="max">Most.</param>
/// <param name="start">The load's start, or null.</param>
/// <param name="onTime">Hears the simulation's clock.</param>
internal sealed class WatchedPolicy(IScalingPolicy inner, int min, int max, DateTimeOffset? start, Action<TimeSpan> onTime) : IScalingPolicy
{
    public List<ChangeEntry> Changes { get; } = [];

    public string Name => inner.Name;

    public TimeSpan Period => inner.Period;

    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        onTime(now);
        var wanted = Math.Clamp(inner.Decide(seen, now), min, max);
        if (wanted == seen.Current) return wanted;
        var why = (inner as ModelMonitorPolicy)?.Last;
        Changes.Add(new()
        {
            Seconds = now.TotalSeconds,
            Time = start + now,
            From = seen.Current,
            To = wanted,
            Reason = why?.Reason.ToString(),
            Message = why?.Message,
        });
        return wanted;
    }
}
