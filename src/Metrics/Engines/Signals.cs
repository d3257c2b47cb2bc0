using System.Text;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What holds for a signal whatever the preset.</summary>
public static class Signals
{
    private static readonly Dictionary<Signal, string> Names = Enum.GetValues<Signal>().ToDictionary(s => s, s => Kebab(s.ToString()));

    /// <summary>The signal's name in preset files and in queries: <c>time-to-first-token</c>.</summary>
    /// <param name="signal">A signal.</param>
    public static string NameOf(Signal signal) => Names[signal];

    /// <summary>The forms in which a preset may give it.</summary>
    /// <param name="signal">A signal.</param>
    public static IReadOnlyList<SignalForm> FormsOf(Signal signal) => signal switch
    {
        Signal.Running or Signal.Waiting => [SignalForm.Gauge, SignalForm.Counter],
        Signal.Completed or Signal.Errors or Signal.Rejected or Signal.OutputTokens or Signal.InputTokens or Signal.CpuUsed
            or Signal.Predictions or Signal.TruePositives or Signal.FalsePositives or Signal.TrueNegatives or Signal.FalseNegatives =>
            [SignalForm.Counter],
        Signal.TimeToFirstToken or Signal.InterTokenLatency or Signal.TimePerOutputToken or Signal.RequestLatency or Signal.QueueWait =>
            [SignalForm.Histogram, SignalForm.Mean],
        Signal.Scores => [SignalForm.Histogram],
        _ => [SignalForm.Gauge],
    };

    /// <summary>Which preset files may give it.</summary>
    /// <param name="signal">A signal.</param>
    public static SignalGroup GroupOf(Signal signal) => signal switch
    {
        >= Signal.GpuUtilization and <= Signal.GpuErrors => SignalGroup.Gpu,
        >= Signal.CpuUsed and <= Signal.MemoryLimit => SignalGroup.Container,
        >= Signal.Predictions => SignalGroup.Quality,
        _ => SignalGroup.Engine,
    };

    /// <summary>How several series of one pod become one number.</summary>
    /// <param name="signal">A signal.</param>
    public static Aggregation AggregationOf(Signal signal) => signal switch
    {
        Signal.KvCacheUse or Signal.GpuUtilization => Aggregation.Average,
        Signal.GpuTemperature => Aggregation.Max,
        _ => Aggregation.Sum,
    };

    /// <summary>
    /// The signals that an indicator is computed of; none for <see cref="Indicator.Custom"/>. The first is the one to name when a preset
    /// has none; outside of <see cref="SignalGroup.Engine"/> its samples say which pods are seen, and when.
    /// </summary>
    /// <param name="indicator">An indicator.</param>
    public static IReadOnlyList<Signal> Of(Indicator indicator) => indicator switch
    {
        Indicator.TimeToFirstToken => [Signal.TimeToFirstToken],
        Indicator.InterTokenLatency => [Signal.InterTokenLatency],
        Indicator.TimePerOutputToken => [Signal.TimePerOutputToken],
        Indicator.RequestLatency => [Signal.RequestLatency],
        Indicator.QueueWait => [Signal.QueueWait],
        Indicator.ErrorRatio or Indicator.Availability => [Signal.Errors, Signal.Completed, Signal.Rejected],
        Indicator.RequestRate => [Signal.Completed, Signal.Rejected],
        Indicator.TokenThroughput => [Signal.OutputTokens],
        Indicator.KvCacheUse => [Signal.KvCacheUse],
        Indicator.Waiting => [Signal.Waiting],
        Indicator.InFlight => [Signal.Running],
        Indicator.GpuUtilization => [Signal.GpuUtilization],
        Indicator.GpuMemoryUse => [Signal.GpuMemoryUsed, Signal.GpuMemoryTotal],
        Indicator.GpuTemperature => [Signal.GpuTemperature],
        Indicator.GpuErrors => [Signal.GpuErrors],
        Indicator.CpuUse => [Signal.CpuUsed, Signal.CpuLimit],
        Indicator.MemoryUse => [Signal.MemoryUsed, Signal.MemoryLimit],
        Indicator.Accuracy or Indicator.Precision or Indicator.Recall or Indicator.F1 =>
            [Signal.Predictions, Signal.TruePositives, Signal.FalsePositives, Signal.TrueNegatives, Signal.FalseNegatives],
        Indicator.DriftPsi or Indicator.DriftKs => [Signal.Scores],
        Indicator.Custom => [],
        _ => throw new ArgumentOutOfRangeException(nameof(indicator), indicator, "no such indicator"),
    };

    /// <summary>The signal that tells how long an engine takes between two tokens: the time itself, else its mean over requests; null where neither is.</summary>
    /// <param name="preset">The engine.</param>
    public static Signal? InterTokenOf(EnginePreset preset)
    {
        foreach (var signal in new[] { Signal.InterTokenLatency, Signal.TimePerOutputToken })
            if (preset.Signals.ContainsKey(signal)) return signal;
        return null;
    }

    /// <summary>Whether an indicator can do without a signal that it is computed of: a preset need not have it.</summary>
    /// <param name="signal">One of <see cref="Of"/>.</param>
    public static bool IsOptional(Signal signal) => signal == Signal.Rejected;

    private static string Kebab(string name)
    {
        var kebab = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && kebab.Length > 0) kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }
}
