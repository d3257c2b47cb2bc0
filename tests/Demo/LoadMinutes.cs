using System.Collections.Concurrent;
using ModelMonitor.ModelServer.Load;

namespace ModelMonitor.Demo;

/// <summary>Sorts requests into minutes. Safe for use from several threads.</summary>
/// <param name="bound">Longest time to the first token of a good request.</param>
internal sealed class LoadMinutes(TimeSpan bound)
{
    private readonly ConcurrentQueue<RequestOutcome> _outcomes = new();

    /// <summary>Takes one that is over.</summary>
    public void Add(RequestOutcome outcome) => _outcomes.Enqueue(outcome);

    /// <summary>The minutes so far that had requests, oldest first.</summary>
    public IReadOnlyList<LoadMinute> All =>
    [
        .. from outcome in _outcomes
           group outcome by (int)outcome.Arrival.TotalMinutes into minute
           orderby minute.Key
           select new LoadMinute(
               minute.Key, minute.Count(), minute.Count(o => !o.IsGood(bound)), minute.Count(o => o.Error is not null), LagOf([.. minute.Select(o => o.Lag.TotalSeconds).Order()])),
    ];

    private static Lag LagOf(double[] sorted) => new(sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1], sorted[^1]);
}
