using System.Globalization;
using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>Makes a server's words fit to be shown.</summary>
internal static class ServerText
{
    private const int MaxBytes = 1024;

    /// <summary>One line without control characters, at most 1 KiB of UTF-8, with secrets blotted out.</summary>
    /// <param name="text">Anything a server sent.</param>
    /// <param name="secrets">What was sent along and may be echoed; none of them empty.</param>
    public static string Clean(string text, IReadOnlyList<string>? secrets = null)
    {
        foreach (var secret in secrets ?? []) text = text.Replace(secret, "[redacted]", StringComparison.Ordinal);
        var clean = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // Format characters, too: they can turn the direction of the text around them.
            var isBlank = Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;
            if (isBlank && (clean.Length == 0 || clean[^1] == ' ')) continue;
            bytes += isBlank ? 1 : rune.Utf8SequenceLength;
            if (bytes > MaxBytes) break;
            clean.Append(isBlank ? " " : rune.ToString());
        }

        return clean.ToString().TrimEnd();
    }
}
