using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Step 3: what one pod can carry within the objectives, learned from what happened and from nothing else: the parts of
/// <see cref="PodModel"/>, and for engines that tell no inter-token times a plain concurrency. With <c>c = running / ready</c>:
/// <code>
/// stressed, pods full        limit = min(limit, highest c of the window)
/// stressed, nothing waiting  limit = min(limit, highest c of the window · clamp(bound / value, 0.5, 1))
/// calm for a whole window    proven = max(proven, lowest c of the window), limit = max(limit, proven)
/// calm near the limit        limit grows by 2 % an hour
/// </code>
/// The window, because a quantile over a window may speak of any moment in it: just after a backlog is gone, latency is still bad and
/// concurrency already low, and at the start of a ramp it is the other way round.
/// Calm: every scaling objective Met, under 80 % of its bound, pods not full. Nothing is learned from partial measurements, or before
/// new capacity shows in them: a quantile over a window still speaks of the pods that were there before.
/// </summary>
internal static class Capacity
{
    /// <summary>Learns from the newest sample.</summary>
    /// <param name="memory">What was learned so far.</param>
    /// <param name="scaling">The scaling objectives as judged now.</param>
    /// <param name="history">Recent load, its last sample new.</param>
    /// <param name="settled">Whether the newest capacity is old enough to show.</param>
    public static CapacityMemory Learn(
        CapacityMemory memory, ImmutableArray<Judged> scaling, ImmutableArray<LoadSample> history, bool settled)
    {
        var last = history[^1];
        if (last.Coverage < Constants.ShrinkCoverage) return memory;
        if (settled) memory = Fit(memory, history);
        if (Judged.Worst(scaling) is { } stressed)
            return settled ? Lower(memory, history, stressed) : memory;
        // Over the bound with full pods: two witnesses for the same thing, so the first interval already teaches.
        if (last.IsFull && Judged.FirstOver(scaling) is { } over)
            return settled ? Lower(memory, history, over) : memory;
        return IsCalm(scaling) && !last.IsFull ? Raise(memory, history) : memory;
    }

    /// <summary>The pod model's parts: inter-token time over concurrency, tokens per answer, and the batch of a pod that was full.</summary>
    private static CapacityMemory Fit(CapacityMemory memory, ImmutableArray<LoadSample> history)
    {
        var last = history[^1];
        var seconds = history.Length > 1 ? (last.Time - history[^2].Time).TotalSeconds : 0;
        if (last.InterToken > 0 && last.Concurrency > 0)
        {
            // The inter-token time is a mean over the window, so its concurrency has to be one, too.
            memory = memory with { Fit = memory.Fit.Add(history.Average(h => h.Concurrency), last.InterToken, seconds) };
        }

        if (last.OutputTokens > 0 && last.Completed > 0)
        {
            var tokens = Math.Clamp(last.OutputTokens / last.Completed, 1, Constants.MostRequests);
            var step = Math.Min(1, seconds / Constants.TokensTime.TotalSeconds);
            memory = memory with { Tokens = memory.Tokens < 1 ? tokens : memory.Tokens + ((tokens - memory.Tokens) * step) };
        }

        return last.IsFull && last.Concurrency >= 1 ? memory with { Batch = Math.Max(memory.Batch ?? 0, last.Concurrency) } : memory;
    }

    private static CapacityMemory Lower(CapacityMemory memory, ImmutableArray<LoadSample> history, Judged stressed)
    {
        var level = history.Max(s => s.Concurrency);
        if (level < Constants.IdleConcurrency) return memory;
        var share = history.Any(s => s.IsFull) ? 1 : Math.Clamp(1 / stressed.Badness, Constants.LimitCut, 1);
        var limit = Math.Max(Constants.LowestLimit, Math.Min(memory.Limit ?? double.MaxValue, level * share));
        return memory with { Limit = limit, Proven = memory.Proven is { } proven ? Math.Min(proven, limit) : null };
    }

    private static bool IsCalm(ImmutableArray<Judged> scaling) =>
        scaling.Length > 0 && scaling.All(s => s.Verdict.State == ObjectiveState.Met && s.Level == Level.Good);

    private static CapacityMemory Raise(CapacityMemory memory, ImmutableArray<LoadSample> history)
    {
        var level = history.Min(s => s.Concurrency);
        if (!LoadHistory.IsWhole(history) || level <= 0) return memory;

        var proven = Math.Max(memory.Proven ?? 0, level);
        if (memory.Limit is not { } limit) return memory with { Proven = proven };
        var step = (history[^1].Time - history[^2].Time).TotalHours;
        if (level >= limit / 2) limit *= 1 + (Constants.LimitGrowthPerHour * step);
        return memory with { Limit = Math.Max(limit, level), Proven = proven };
    }
}
