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

    private static string Rounded(double value, int digits) =>
        Math.Round(value, digits, MidpointRounding.AwayFromZero).ToString("0.###", CultureInfo.InvariantCulture);
}
