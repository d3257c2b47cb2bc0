using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

/// <summary>Asks a policy at each of its periods, over pods that start and stop at once.</summary>
internal sealed class Play(IScalingPolicy policy, int replicas)
{
    public TimeSpan Now { get; private set; }

    public int Replicas { get; private set; } = replicas;

    /// <summary>What the next scrape shows; times and counts of pods that are not set are filled in.</summary>
    public int Step(Action<SeenMetrics> show)
    {
        var seen = new SeenMetrics { IsKnown = true, ScrapedAt = Now, Current = Replicas, Ready = Replicas };
        show(seen);
        Replicas = policy.Decide(seen, Now);
        Now += policy.Period;
        return Replicas;
    }

    /// <summary>The replicas after each of so many equal steps.</summary>
    public int[] Steps(int count, Action<SeenMetrics> show) => [.. Enumerable.Range(0, count).Select(_ => Step(show))];

    /// <summary>Repeats a scrape up to, and without, a moment.</summary>
    public int Until(int seconds, Action<SeenMetrics> show)
    {
        while (Now < TimeSpan.FromSeconds(seconds)) Step(show);
        return Replicas;
    }
}
