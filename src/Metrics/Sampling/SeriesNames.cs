namespace ModelMonitor.Metrics;

/// <summary>Values of the label that tells apart the parts of a batch answer.</summary>
internal static class SeriesNames
{
    public const string Label = "sig";

    /// <summary>Unix seconds of the pod's newest sample.</summary>
    public const string SampleTime = "sample-time";

    /// <summary>There when the source holds the same series of the pod more than once.</summary>
    public const string Duplicates = "duplicates";

    public static string Of(Signal signal) => Signals.NameOf(signal);

    /// <summary>There when the pod exposes the signal's metric, whether or not it gives a rate yet.</summary>
    public static string PresenceOf(Signal signal) => Signals.NameOf(signal) + "/present";
}
