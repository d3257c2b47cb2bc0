using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>The newest samples of the load, one entry per sample and none older than a window.</summary>
internal static class LoadHistory
{
    /// <summary>Adds what is known now; a sample counts once, however often it is looked at.</summary>
    public static ImmutableArray<LoadSample> Remember(ImmutableArray<LoadSample> history, LoadReadings load, int ready, DateTimeOffset now)
    {
        var running = Freshness.Check(load.Running, now);
        var waiting = Freshness.Check(load.Waiting, now);
        var completed = Freshness.Check(load.Completed, now);
        var known = running.TryGet(out var r) & waiting.TryGet(out var w) & completed.TryGet(out var x);
        if (!known || ready <= 0) return history;

        var time = new[] { running.SampleTime, waiting.SampleTime, completed.SampleTime }.Min();
        if (history.Length > 0 && !Freshness.IsNew(time, history[^1].Time, now)) return history;
        var coverage = new[] { running.Coverage, waiting.Coverage, completed.Coverage }.Min();
        var sample = new LoadSample(
            time, Bounded(r), Bounded(w), Bounded(x), ready, coverage, Optional(load.InterToken, now), Optional(load.OutputTokens, now));
        return
        [
            .. history.Where(s => s.Time < time && time - s.Time <= Constants.Window).TakeLast(Constants.MaxLoadSamples - 1),
            sample,
        ];
    }

    /// <summary>Why the load is not known now; null when it is.</summary>
    public static UnknownReason? WhyUnknown(LoadReadings load, int ready, DateTimeOffset now) =>
        Freshness.Check(load.Running, now).Reason ?? Freshness.Check(load.Waiting, now).Reason
        ?? Freshness.Check(load.Completed, now).Reason ?? (ready > 0 ? null : UnknownReason.NoReadyPods);

    /// <summary>Whether the samples reach back over a whole window, so that a rate over that window speaks of them and of nothing before.</summary>
    public static bool IsWhole(ImmutableArray<LoadSample> history) => history[^1].Time - history[0].Time >= Constants.Window - Constants.Interval;

    /// <summary>Mean seconds that a request is in service (Little's law): mean running over completed, at most a day; 0 when none finished.</summary>
    public static double ServiceTime(ImmutableArray<LoadSample> history) => history[^1].Completed > 0
        ? Math.Min(history.Average(s => s.Running) / history[^1].Completed, Constants.LongestService)
        : 0;

    private static double Optional(Reading reading, DateTimeOffset now) =>
        Freshness.Check(reading, now).TryGet(out var value) ? Bounded(value) : 0;

    private static double Bounded(double value) => Math.Clamp(value, 0, Constants.MostRequests);
}
