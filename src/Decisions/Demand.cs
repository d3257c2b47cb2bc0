using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Step 2: how many requests must be worked on at once. Little's law, <c>L = λ·W</c>, holds for any distribution, so nothing is
/// assumed about arrivals or sizes:
/// <code>
/// X  completed per second                S = mean(running) / X           seconds in service
/// λ  = X + d(running + waiting)/dt       arrivals per second, 0 or more
/// in service = λ·S                       at most twice the requests present; at least what two samples saw running
/// drain      = waiting · min(1, S / T)   works a backlog off within T
/// </code>
/// Running is averaged over the same window as X is: at the start of a burst few requests have finished, and a fresh running divided
/// by an old X would invent long service times. On full pods what is running is no lower bound: it is as large as the pods are many,
/// also while they only work off a backlog, which is the drain's share.
/// </summary>
/// <param name="InService">Requests to be worked on at once so that no queue grows.</param>
/// <param name="Drain">Requests to be worked on besides, so that the queue that is there goes away.</param>
/// <param name="IsZero">Known that there is nothing at all: no request, and none finished for a whole window.</param>
internal readonly record struct Demand(double InService, double Drain, bool IsZero)
{
    /// <summary>Adds what is known now to the history, once per sample; forgets what is older than a window.</summary>
    public static ImmutableArray<LoadSample> Remember(
        ImmutableArray<LoadSample> history, LoadReadings load, int ready, DateTimeOffset now)
    {
        var running = Freshness.Check(load.Running, now);
        var waiting = Freshness.Check(load.Waiting, now);
        var completed = Freshness.Check(load.Completed, now);
        var known = running.TryGet(out var r) & waiting.TryGet(out var w) & completed.TryGet(out var x);
        if (!known || ready <= 0) return history;

        var time = new[] { running.SampleTime, waiting.SampleTime, completed.SampleTime }.Min();
        if (history.Length > 0 && !Freshness.IsNew(time, history[^1].Time, now)) return history;
        var coverage = new[] { running.Coverage, waiting.Coverage, completed.Coverage }.Min();
        var sample = new LoadSample(time, Bounded(r), Bounded(w), Bounded(x), ready, coverage);
        return
        [
            .. history.Where(s => s.Time < time && time - s.Time <= Constants.Window).TakeLast(Constants.MaxLoadSamples - 1),
            sample,
        ];
    }

    private static double Bounded(double value) => Math.Clamp(value, 0, Constants.MostRequests);

    /// <summary>Why the load is not known now; null when it is.</summary>
    public static UnknownReason? WhyUnknown(LoadReadings load, int ready, DateTimeOffset now) =>
        Freshness.Check(load.Running, now).Reason ?? Freshness.Check(load.Waiting, now).Reason
        ?? Freshness.Check(load.Completed, now).Reason ?? (ready > 0 ? null : UnknownReason.NoReadyPods);

    /// <summary>The demand at the newest sample.</summary>
    /// <param name="history">At least one sample, oldest first.</param>
    public static Demand Estimate(ImmutableArray<LoadSample> history)
    {
        var last = history[^1];
        var present = last.Running + last.Waiting;
        if (last.IsIdle) return new(0, 0, true);
        if (last.Completed <= 0) return new(present, 0, false);

        var service = Math.Min(history.Average(s => s.Running) / last.Completed, Constants.LongestService);
        var arrivals = Math.Max(0, last.Completed + Growth(history));
        var seen = last.IsFull ? 0 : history.Length > 1 ? Math.Min(last.Running, history[^2].Running) : last.Running;
        var inService = Math.Max(seen, Math.Min(arrivals * service, Constants.MaxRatio * present));
        return new(inService, last.Waiting * Math.Min(1, service / Constants.DrainTime.TotalSeconds), false);
    }

    /// <summary>
    /// Growth of the requests present, per second, over the last two intervals: long enough for noise, short enough for a burst. On full
    /// pods the last interval alone counts where it grew faster: a queue is no noise, and a burst that began in the middle would be halved.
    /// </summary>
    private static double Growth(ImmutableArray<LoadSample> history)
    {
        var over = GrowthSince(history, Constants.GrowthSamples);
        return history[^1].IsFull ? Math.Max(over, GrowthSince(history, 2)) : over;
    }

    private static double GrowthSince(ImmutableArray<LoadSample> history, int samples)
    {
        var last = history[^1];
        var first = history[Math.Max(0, history.Length - samples)];
        var seconds = (last.Time - first.Time).TotalSeconds;
        return seconds > 0 ? (last.Running + last.Waiting - first.Running - first.Waiting) / seconds : 0;
    }
}
