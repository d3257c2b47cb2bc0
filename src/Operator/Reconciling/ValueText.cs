using System.Globalization;
using ModelMonitor.Decisions;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Measured values as a person writes them: <c>912ms</c>, <c>1.25s</c>, <c>0.4%</c>, <c>7</c>.</summary>
public static class ValueText
{
    /// <summary>Writes a value in its indicator's unit.</summary>
    /// <param name="indicator">What was measured.</param>
    /// <param name="value">The value in base units: seconds, share, count.</param>
    public static string Of(Indicator indicator, double value) => indicator switch
    {
        Indicator.ErrorRatio or Indicator.KvCacheUse => Rounded(value * 100, 2) + "%",
        Indicator.Waiting or Indicator.InFlight => Rounded(value, 2),
        _ when value < 0.001 => Rounded(value * 1000, 3) + "ms",
        _ when value < 1 => Rounded(value * 1000, 0) + "ms",
        _ => Rounded(value, 2) + "s",
    };

    private static string Rounded(double value, int digits) =>
        Math.Round(value, digits, MidpointRounding.AwayFromZero).ToString("0.###", CultureInfo.InvariantCulture);
}
