using System.Globalization;

namespace ModelMonitor.Cli.Printing;

/// <summary>Spans of time as kubectl's tables write them: two units at most, the second only while it tells something.</summary>
internal static class Ages
{
    /// <summary>Writes how long ago something was.</summary>
    /// <param name="now">The present.</param>
    /// <param name="then">The past; a future one counts as now, since clocks differ.</param>
    public static string Since(DateTimeOffset now, DateTimeOffset then) => Of(now - then);

    /// <summary>Writes a span.</summary>
    /// <param name="span">The span; below 0 counts as 0.</param>
    public static string Of(TimeSpan span)
    {
        var seconds = (long)Math.Max(0, span.TotalSeconds);
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < 120 => Text(seconds, 's'),
            < 600 => Pair(minutes, 'm', seconds % 60, 's'),
            < 3 * 3600 => Text(minutes, 'm'),
            < 8 * 3600 => Pair(hours, 'h', minutes % 60, 'm'),
            < 48 * 3600 => Text(hours, 'h'),
            < 8 * 86400 => Pair(days, 'd', hours % 24, 'h'),
            _ => Text(days, 'd'),
        };
    }

    private static string Pair(long large, char unit, long small, char smaller) => small == 0 ? Text(large, unit) : Text(large, unit) + Text(small, smaller);

    private static string Text(long value, char unit) => value.ToString(CultureInfo.InvariantCulture) + unit;
}
