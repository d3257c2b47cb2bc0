using System.Globalization;

namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>Numbers as a person reads them, the same in every culture.</summary>
internal static class Texts
{
    public static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time to the minute: of the calendar where there is one, else since the start.</summary>
    public static string Moment(double seconds, DateTimeOffset? start)
    {
        if (start is { } known) return Time(known.AddSeconds(seconds));
        var at = TimeSpan.FromSeconds(seconds);
        return Line($"day {at.Days + 1} {at.Hours:00}:{at.Minutes:00}");
    }

    /// <summary>Three digits at least; no more of them than tell something.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 1 => Line($"{seconds * 1000:0} ms"),
        < 10 => Line($"{seconds:0.##} s"),
        < 100 => Line($"{seconds:0.#} s"),
        _ => Line($"{seconds:0} s"),
    };

    public static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        if (time < TimeSpan.FromMinutes(3)) return Line($"{time.TotalSeconds:0} s");
        if (time < TimeSpan.FromHours(3)) return Line($"{time.TotalMinutes:0.#} min");
        return time < TimeSpan.FromDays(2) ? Line($"{time.TotalHours:0.#} h") : Line($"{time.TotalDays:0.#} days");
    }
}
