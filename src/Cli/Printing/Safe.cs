using System.Globalization;
using System.Text;

namespace ModelMonitor.Cli.Printing;

/// <summary>
/// Makes texts of the cluster fit for a terminal: whoever may write an object must not move the cursor, colour or reorder what an
/// administrator reads.
/// </summary>
internal static class Safe
{
    /// <summary>The text on one line, without control and format characters; line breaks and tabs become spaces.</summary>
    /// <param name="text">Anything, or null.</param>
    public static string Line(string? text)
    {
        if (text is null) return "";
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' or '\t') clean.Append(' ');
            else if (!IsHidden(rune)) clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
