using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Decisions;

namespace ModelMonitor.Cli.Backtest.Running;

/// <summary>Everything that the policies of a backtest have in common.</summary>
/// <param name="Plan">What the monitor wants, with limits of scaling; only objectives that a simulation can judge.</param>
/// <param name="Objective">The objective of the plan that scores are about.</param>
/// <param name="History">The load.</param>
/// <param name="Served">The pods and the requests.</param>
/// <param name="ColdStart">Time from ordering a pod to its first request, 1 second or more.</param>
/// <param name="Seed">Of arrivals and noise.</param>
/// <param name="ByRequests">Whether every request is simulated; else flows in steps of a second.</param>
public sealed record BacktestSetup(
    Plan Plan, Objective Objective, LoadHistory History, ServedPod Served, TimeSpan ColdStart, int Seed, bool ByRequests)
{
    /// <summary>Replicas that are ready at the start: what really ran, else what the first load needs.</summary>
    public int InitialReplicas => History.Rows.FirstOrDefault(r => r.Replicas is not null).Replicas
        ?? (int)Math.Min(1000, Math.Ceiling((History.Rows.First(r => r.Rate is not null).Rate!.Value / Served.Rate) + 1));
}
