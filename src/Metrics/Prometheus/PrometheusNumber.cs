using System.Globalization;

namespace ModelMonitor.Metrics;

/// <summary>Numbers as Prometheus writes them, in sample values and in <c>le</c> labels.</summary>
public static class PrometheusNumber
{
    /// <summary>
    /// Accepts an optional minus, digits with a decimal point, and an optional small-e exponent; and <c>NaN</c>, <c>+Inf</c>, <c>-Inf</c>.
    /// .NET's own parser would also take "1,000", blanks and its own names for infinity.
    /// </summary>
    /// <param name="text">UTF-8 text.</param>
    /// <param name="value">The number, which may be NaN or infinite (also by overflow: 1e309).</param>
    /// <returns>False when it is no number.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.SequenceEqual("NaN"u8)) return true;
        if (text.SequenceEqual("+Inf"u8))
        {
            value = double.PositiveInfinity;
            return true;
        }

        if (text.SequenceEqual("-Inf"u8))
        {
            value = double.NegativeInfinity;
            return true;
        }

        // Of the characters that pass, only those of the form above make a number for the parser without blanks and separators.
        foreach (var c in text)
            if (c is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e')) return false;
        const NumberStyles form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return !text.StartsWith("+"u8) && double.TryParse(text, form, CultureInfo.InvariantCulture, out value);
    }
}
