using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Replay;

/// <summary>What a policy is run on: a load, a cold start, a seed. All policies and cold starts of a seed share the arrivals.</summary>
internal sealed record Cell(Workload Workload, ArrivalCounts Arrivals, int ColdStart, int Seed)
{
    public ArrivalTrace Trace => Arrivals.Trace;

    /// <summary>What an oracle knows: the rate of every second, noise included.</summary>
    public double[] RatesSeen() => Array.ConvertAll(Arrivals.Rates.ToArray(), rate => (double)rate);

    /// <summary>Most replicas: half as many again as the busiest minute needs. Without it, rivals that overshoot would look worse than they are.</summary>
    public SimulationOptions Options
    {
        get
        {
            const int Min = 2;
            var max = Math.Max(Min, (int)Math.Ceiling(1.5 * Trace.PeakMinute / Workload.RatePerPod));
            var first = Trace.Slice(0, Math.Min(300, Trace.Seconds)).MeanRate;
            return new()
            {
                ColdStart = TimeSpan.FromSeconds(ColdStart),
                FirstTokenBound = Workload.Bound,
                MinReplicas = Min,
                MaxReplicas = max,
                InitialReplicas = Math.Clamp((int)Math.Ceiling(1.2 * first / Workload.RatePerPod), Min, max),
                Seed = Seed,
            };
        }
    }
}
