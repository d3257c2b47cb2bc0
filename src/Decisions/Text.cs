using System.Globalization;

namespace ModelMonitor.Decisions;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Text
{
    public static string Number(double value)
    {
        var format = Math.Abs(value) switch { >= 1e9 => "0.##e+0", >= 100 => "0", >= 1 => "0.#", _ => "0.###" };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    public static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan span) => $"{Whole((int)Math.Clamp(span.TotalSeconds, 0, int.MaxValue))}s";

    /// <summary>A configured length, in its largest whole unit.</summary>
    public static string Length(TimeSpan span) => span switch
    {
        _ when span.Ticks % TimeSpan.TicksPerDay == 0 => $"{Whole(span.Days)}d",
        _ when span.Ticks % TimeSpan.TicksPerHour == 0 => $"{Whole((int)span.TotalHours)}h",
        _ when span.Ticks % TimeSpan.TicksPerMinute == 0 => $"{Whole((int)span.TotalMinutes)}m",
        _ => Seconds(span),
    };

    public static string Value(Indicator indicator, double value)
    {
        if (Indicators.IsLatency(indicator)) return Math.Abs(value) < 1 ? $"{Number(value * 1000)}ms" : $"{Number(value)}s";
        return Indicators.IsShare(indicator) ? $"{Number(value * 100)}%" : Number(value);
    }

    public static string Clip(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 3), "...");
}
