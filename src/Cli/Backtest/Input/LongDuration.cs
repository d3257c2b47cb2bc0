using System.Globalization;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>Durations of the command line: Go's, and days before them, as in <c>14d</c> and <c>1d12h</c>.</summary>
public static class LongDuration
{
    private const int MaxDays = 9999;

    /// <summary>Reads a duration.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration, 0 or more, when the text is one.</param>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.IndexOf('d', StringComparison.Ordinal) is var mark && mark < 0) return GoDuration.TryParse(text, out duration);
        if (!int.TryParse(text.AsSpan(0, mark), NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days > MaxDays) return false;
        if (mark + 1 < text.Length && !GoDuration.TryParse(text[(mark + 1)..], out duration)) return false;
        duration += TimeSpan.FromDays(days);
        return true;
    }
}
