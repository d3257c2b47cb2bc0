using System.Globalization;

namespace ModelMonitor.Metrics;

/// <summary>Numbers as the exposition formats allow them, which is what Go's ParseFloat took before it knew hexadecimals and underscores.</summary>
internal static class ExpositionNumber
{
    /// <summary>Reads a sample's value.</summary>
    /// <param name="text">UTF-8 text without blanks.</param>
    /// <param name="value">The number; NaN and infinities by their names in any case only.</param>
    /// <returns>False when it is none, or beyond the largest double.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (IsWord(text, "nan")) return true;
        var isSigned = text.Length > 0 && text[0] is (byte)'+' or (byte)'-';
        var digits = isSigned ? text[1..] : text;
        if (IsWord(digits, "inf") || IsWord(digits, "infinity"))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        // Of these characters .NET's parser accepts what Go's does, and nothing that depends on a culture.
        foreach (var c in text)
            if (c is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E')) return false;
        const NumberStyles form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, form, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static bool IsWord(ReadOnlySpan<byte> text, string word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
}
