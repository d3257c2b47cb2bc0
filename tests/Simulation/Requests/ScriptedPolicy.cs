using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

/// <summary>Wants what a function says, and remembers what it was shown.</summary>
internal sealed class ScriptedPolicy(Func<SeenMetrics, TimeSpan, int> want, double seconds = 15) : IScalingPolicy
{
    public ScriptedPolicy(int replicas, double seconds = 15) : this((_, _) => replicas, seconds)
    {
    }

    public string Name => "scripted";

    public TimeSpan Period => TimeSpan.FromSeconds(seconds);

    public List<(TimeSpan At, SeenMetrics Seen)> Shown { get; } = [];

    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        Shown.Add((now, seen));
        return want(seen, now);
    }
}
