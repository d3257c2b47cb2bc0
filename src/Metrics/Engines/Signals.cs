using System.Text;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What holds for a signal whatever the engine.</summary>
public static class Signals
{
    private static readonly Dictionary<Signal, string> Names = Enum.GetValues<Signal>().ToDictionary(s => s, s => Kebab(s.ToString()));

    /// <summary>The signal's name in preset files and in queries: <c>time-to-first-token</c>.</summary>
    /// <param name="signal">A signal.</param>
    public static string NameOf(Signal signal) => Names[signal];

    /// <summary>How every engine's metric for it must behave.</summary>
    /// <param name="signal">A signal.</param>
    public static SignalKind KindOf(Signal signal) => signal switch
    {
        Signal.Running or Signal.Waiting or Signal.KvCacheUse => SignalKind.Gauge,
        Signal.Completed or Signal.Errors or Signal.Rejected => SignalKind.Counter,
        _ => SignalKind.Histogram,
    };

    /// <summary>The signals that an indicator is computed of; the first is the one to name when an engine has none.</summary>
    /// <param name="indicator">An indicator.</param>
    public static IReadOnlyList<Signal> Of(Indicator indicator) => indicator switch
    {
        Indicator.TimeToFirstToken => [Signal.TimeToFirstToken],
        Indicator.InterTokenLatency => [Signal.InterTokenLatency],
        Indicator.TimePerOutputToken => [Signal.TimePerOutputToken],
        Indicator.RequestLatency => [Signal.RequestLatency],
        Indicator.QueueWait => [Signal.QueueWait],
        Indicator.ErrorRatio => [Signal.Errors, Signal.Completed, Signal.Rejected],
        Indicator.KvCacheUse => [Signal.KvCacheUse],
        Indicator.Waiting => [Signal.Waiting],
        Indicator.InFlight => [Signal.Running],
        _ => throw new ArgumentOutOfRangeException(nameof(indicator), indicator, "no such indicator"),
    };

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
