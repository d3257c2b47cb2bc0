using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelMonitor.Resources;

/// <summary>
/// Durations as Go writes them, in the part that specs use: <c>ms</c>, <c>s</c>, <c>m</c> and <c>h</c>, without a sign, up to six digits
/// and three decimals each, so that nothing overflows and every value is exact in both Go and .NET.
/// </summary>
public static partial class GoDuration
{
    /// <summary>The whole text as a regular expression that RE2 and .NET read alike, without anchors.</summary>
    public const string Pattern = "([0-9]{1,6}([.][0-9]{1,3})?(ms|s|m|h))+";

    private const int MaxLength = 32;

    /// <summary>Reads a duration, for example <c>750ms</c>, <c>1.5s</c> or <c>1h30m</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration, 0 or more, when the text is one.</param>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is null || text.Length > MaxLength || !Whole().IsMatch(text)) return false;
        foreach (var part in Part().EnumerateMatches(text))
        {
            var piece = text.AsSpan(part.Index, part.Length);
            var digits = piece.TrimEnd("mhs");
            var ticks = decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * TicksPer(piece[digits.Length..]);
            duration += TimeSpan.FromTicks((long)ticks);
        }

        return true;
    }

    private static long TicksPer(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerHour,
    };

    [GeneratedRegex("^(?:" + Pattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex("[0-9.]+[msh]+", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
