using System.Globalization;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>A line of a recording.</summary>
/// <param name="Series">Name and labels as they stand there.</param>
/// <param name="Value">The value at the moment of the recording.</param>
/// <param name="PerSecond">Growth per second; 0 for what does not grow.</param>
/// <param name="Before">Growth per second until an hour before.</param>
internal sealed record RecordedSample(string Series, double Value, double PerSecond, double Before)
{
    private const double LastHour = 3600;

    /// <summary>Seconds after the hour began for which nothing grows: what ends or begins there may do so at any of them.</summary>
    private const double Pause = 300;

    public static RecordedSample Parse(string line)
    {
        var parts = line.Split(" #+ ");
        var space = parts[0].LastIndexOf(' ');
        var growth = parts.Length > 1 ? parts[1].Split(" was ") : ["0"];
        return new(parts[0][..space], Number(parts[0][(space + 1)..]), Number(growth[0]), Number(growth[^1]));
    }

    /// <summary>The value some seconds after (or, below 0, before) the recording.</summary>
    public double At(double seconds) =>
        seconds > Pause - LastHour ? Value + (PerSecond * seconds)
        : Value - (PerSecond * (LastHour - Pause)) + (Before * Math.Min(0, seconds + LastHour));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
