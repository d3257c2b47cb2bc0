using System.Globalization;
using System.Text.RegularExpressions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Resources;

/// <summary>Reads an objective's bound: a Go duration, a percentage or a number, as the indicator's unit asks.</summary>
public static partial class Bound
{
    /// <summary>A percentage above 0 and below 100 once <see cref="NotZeroPattern"/> matches too; RE2 and .NET alike, without anchors.</summary>
    public const string PercentPattern = "[0-9]{1,2}([.][0-9]{1,4})?%";

    /// <summary>A number as text; RE2 and .NET alike, without anchors.</summary>
    public const string NumberPattern = "[0-9]{1,6}([.][0-9]{1,3})?";

    /// <summary>Tells a number from zero.</summary>
    public const string NotZeroPattern = "[1-9]";

    /// <summary>Largest bound of a count.</summary>
    public const int MaxCount = 999_999;

    /// <summary>Shortest bound of a latency.</summary>
    public static TimeSpan MinLatency { get; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Longest bound of a latency.</summary>
    public static TimeSpan MaxLatency { get; } = TimeSpan.FromHours(1);

    /// <summary>Reads a bound.</summary>
    /// <param name="indicator">The indicator's name, one of <see cref="IndicatorNames"/>.</param>
    /// <param name="value">The bound as the spec gives it.</param>
    /// <param name="bound">The bound in the base unit (seconds, a share from 0 to 1, a count), finite and above 0, when it is one.</param>
    /// <returns>Whether the indicator is known and the bound has the form and range of its unit.</returns>
    public static bool TryParse(string indicator, IntOrString value, out double bound)
    {
        bound = 0;
        if (!IndicatorNames.TryGetUnit(indicator, out var unit) || value.Text is not { } text) return false;
        return unit switch
        {
            IndicatorUnit.Seconds => TrySeconds(value, text, out bound),
            IndicatorUnit.Share => TryShare(value, text, out bound),
            IndicatorUnit.Count => TryNumber(text, out bound),
            _ => TryNumber(text, out bound) || TryShare(value, text, out bound) || TrySeconds(value, text, out bound),
        };
    }

    private static bool TrySeconds(IntOrString value, string text, out double bound)
    {
        bound = 0;
        if (value.IsInteger || !GoDuration.TryParse(text, out var duration)) return false;
        bound = duration.TotalSeconds;
        return duration >= MinLatency && duration <= MaxLatency;
    }

    private static bool TryShare(IntOrString value, string text, out double bound)
    {
        bound = !value.IsInteger && Percent().IsMatch(text) ? (double)(Number(text.TrimEnd('%')) / 100) : 0;
        return bound > 0;
    }

    private static bool TryNumber(string text, out double bound)
    {
        bound = Count().IsMatch(text) ? (double)Number(text) : 0;
        return bound > 0;
    }

    /// <summary>Reads a bound that the validator has accepted.</summary>
    /// <param name="indicator">The indicator's name, one of <see cref="IndicatorNames"/>.</param>
    /// <param name="value">The bound as the spec gives it.</param>
    /// <returns>The bound in the base unit: seconds, a share from 0 to 1, a count. Finite and above 0.</returns>
    /// <exception cref="FormatException">The indicator is unknown, or the bound has not its form.</exception>
    public static double Parse(string indicator, IntOrString value) =>
        TryParse(indicator, value, out var bound) ? bound : throw new FormatException($"'{value}' is no bound of {indicator}");

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?:" + PercentPattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex Percent();

    [GeneratedRegex("^(?:" + NumberPattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
