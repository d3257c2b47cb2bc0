using System.Globalization;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary>Numbers of status, read and written the same in every culture.</summary>
internal static class Numbers
{
    /// <summary>Reads a plain number above 0; null when it is none.</summary>
    public static double? Read(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number > 0 ? number : null;

    /// <summary>Reads a value or a bound as status writes it.</summary>
    /// <param name="text">For example <c>912ms</c>, <c>63%</c> or <c>7</c>.</param>
    /// <param name="value">The number: seconds, percent or a plain one.</param>
    /// <param name="unit"><c>s</c>, <c>%</c> or nothing.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryReadValue(string? text, out double value, out string unit)
    {
        (value, unit) = (0, "");
        if (text is null) return false;
        if (GoDuration.TryParse(text, out var duration))
        {
            (value, unit) = (duration.TotalSeconds, "s");
            return true;
        }

        if (text.EndsWith('%')) unit = "%";
        return double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>Writes a number with the digits that count.</summary>
    public static string Text(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 1 ? "0.#" : "0.###", CultureInfo.InvariantCulture);

    /// <summary>Writes a whole number.</summary>
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes the time of day, in UTC.</summary>
    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes pods with their word.</summary>
    public static string Pods(int count) => count == 1 ? "1 pod" : $"{Text(count)} pods";
}
