using System.Globalization;
using ModelMonitor.Decisions;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Measured values as a person writes them: <c>912ms</c>, <c>1.25s</c>, <c>0.4%</c>, <c>7</c>.</summary>
public static class ValueText
{
    /// <summary>Writes a value in its indicator's unit.</summary>
    /// <param name="indicator">What was measured.</param>
    /// <param name="value">The value in base units: seconds, share, count.</param>
    /// <param name="bound">The bound as the spec writes it; of a custom query only this tells the unit.</param>
    public static string Of(Indicator indicator, double value, string bound = "")
    {
        var isCustom = indicator == Indicator.Custom;
        if (Indicators.IsLatency(indicator) || (isCustom && bound.EndsWith('s'))) return Seconds(value);
        return Indicators.IsShare(indicator) || (isCustom && bound.EndsWith('%')) ? Rounded(value * 100, 2) + "%" : Rounded(value, 2);
    }

    /// <summary>Writes seconds.</summary>
    /// <param name="value">Seconds.</param>
    public static string Seconds(double value) => value switch
    {
        < 0.001 => Rounded(value * 1000, 3) + "ms",
        < 1 => Rounded(value * 1000, 0) + "ms",
        _ => Rounded(value, 2) + "s",
    };

    /// <summary>Writes a number of any size with two or three digits that count.</summary>
    /// <param name="value">A finite number.</param>
    public static string Number(double value) => value.ToString(
        Math.Abs(value) switch { >= 1e9 => "0.##e+0", >= 100 => "0", >= 1 => "0.##", _ => "0.####" }, CultureInfo.InvariantCulture);

    /// <summary>Writes a share as whole percent, for example <c>63%</c>.</summary>
    /// <param name="share">A finite share, 1 for all; may be negative.</param>
    public static string Percent(double share) => Rounded(share * 100, 0) + "%";

    /// <summary>Writes a burn rate, for example <c>2.4</c>.</summary>
    /// <param name="rate">A finite rate, 0 or more.</param>
    public static string BurnRate(double rate) => Rounded(rate, 1);

    /// <summary>Reads what <see cref="Number"/>, <see cref="Percent"/> or <see cref="BurnRate"/> wrote.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>The number, a percentage as share; null when the text is none of them.</returns>
    public static double? Read(string? text)
    {
        if (text is null) return null;
        var isPercent = text.EndsWith('%');
        return double.TryParse(isPercent ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? isPercent ? number / 100 : number
            : null;
    }

    private static string Rounded(double value, int digits) =>
        Math.Round(value, digits, MidpointRounding.AwayFromZero).ToString("0.###", CultureInfo.InvariantCulture);
}
