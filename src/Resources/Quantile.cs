using System.Globalization;

namespace ModelMonitor.Resources;

/// <summary>The quantiles that a latency objective may ask for.</summary>
public static class Quantile
{
    /// <summary>What a latency objective without a quantile is judged by.</summary>
    public const string Default = "p95";

    /// <summary>Not a quantile but the average: all that engines without buckets can give.</summary>
    public const string Mean = "mean";

    /// <summary>Reads a quantile.</summary>
    /// <param name="text"><c>p</c> and a percentage, for example <c>p95</c> or <c>p99.9</c>; null stands for <see cref="Default"/>.</param>
    /// <returns>The share of requests that has to be within the bound, above 0 and below 1.</returns>
    /// <exception cref="FormatException">The text is no quantile.</exception>
    public static double Parse(string? text)
    {
        text ??= Default;
        return text.StartsWith('p')
            && decimal.TryParse(text.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and < 100
            ? (double)(percent / 100)
            : throw new FormatException($"'{text}' is no quantile, for example p95");
    }
}
