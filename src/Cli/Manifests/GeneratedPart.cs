namespace ModelMonitor.Cli.Manifests;

/// <summary>The part of a document that is made of something else, between two lines that say so.</summary>
internal static class GeneratedPart
{
    /// <summary>Line after it.</summary>
    public const string End = "<!-- to here. -->";

    /// <summary>The document with another text between the lines.</summary>
    /// <param name="document">The document, with both lines in it.</param>
    /// <param name="begin">Line before the part.</param>
    /// <param name="text">The part, with a line break at its end.</param>
    /// <exception cref="FormatException">One of the lines is missing.</exception>
    public static string Replace(string document, string begin, string text)
    {
        var (first, last) = (document.IndexOf(begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        if (first < 0 || last < first) throw new FormatException($"the lines {begin} and {End} are expected, in this order");
        return document[..(first + begin.Length)] + "\n\n" + text + document[last..];
    }
}
