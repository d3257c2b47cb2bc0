using System.Globalization;

namespace ModelMonitor.Metrics;

/// <summary>Values of the label that tells apart the parts of a batch answer.</summary>
internal static class SeriesNames
{
    public const string Label = "sig";

    /// <summary>Unix seconds of the pod's newest sample.</summary>
    public const string SampleTime = "sample-time";

    /// <summary>How many samples of the pod the window holds.</summary>
    public const string Samples = "samples";

    /// <summary>There when the source holds the same series of the pod more than once.</summary>
    public const string Duplicates = "duplicates";

    private const char AlternativeMark = '#';

    public static string Of(Signal signal) => Signals.NameOf(signal);

    /// <summary>There when the pod exposes the signal's metric, whether or not it gives a rate yet.</summary>
    public static string PresenceOf(Signal signal) => Signals.NameOf(signal) + "/present";

    /// <summary>There when the pod exposes a witness of the signal: see <see cref="EngineSignal.Witnesses"/>.</summary>
    public static string WitnessOf(Signal signal) => Signals.NameOf(signal) + "/witness";

    /// <summary>Unix seconds of the newest sample of a signal that does not come from the engine.</summary>
    public static string SampleTimeOf(Signal signal) => Signals.NameOf(signal) + "/sample-time";

    /// <summary>Rate of what a mean is the mean of.</summary>
    public static string TotalOf(Signal signal) => Signals.NameOf(signal) + "/total";

    /// <summary>Rate of what a mean's total is divided by.</summary>
    public static string CountOf(Signal signal) => Signals.NameOf(signal) + "/count";

    /// <summary>A histogram's buckets by another alternative than the first: their edges may be of another scale.</summary>
    public static string Alternative(Signal signal, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{Signals.NameOf(signal)}{AlternativeMark}{index}");

    /// <summary>Takes the alternative's index off a name.</summary>
    public static (string Name, int Alternative) Split(string name) => name.IndexOf(AlternativeMark, StringComparison.Ordinal) is >= 0 and var mark
        ? (name[..mark], int.Parse(name.AsSpan(mark + 1), CultureInfo.InvariantCulture))
        : (name, 0);
}
