using System.Globalization;
using System.Text;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Makes words of other programs fit for a status and a log.</summary>
public static class OthersWords
{
    /// <summary>Longest text that is quoted, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>The text on one line: control and format characters are written as their code, and what is too long is cut.</summary>
    /// <param name="text">Anything.</param>
    public static string Clip(string text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : rune.ToString();
            if (clean.Length + shown.Length > MaxLength) break;
            clean.Append(shown);
        }

        return clean.ToString();
    }
}
