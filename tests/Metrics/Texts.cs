using System.Text;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Random texts, with much of what is special in PromQL, in regular expressions and in forms.</summary>
internal static class Texts
{
    private static readonly string[] Pieces =
        ["\"", "\\", "\n", "\\n", "\\\"", "'", "`", "}", "{", ",", "=~", "|", ".*", "$", "^", "(", "[", "+", "&", "%", "ä", "漢", "😀", "\t", "\r", "\u0001", "a", "b1", " "];

    public static string Random(Random random)
    {
        var text = new StringBuilder();
        for (var n = random.Next(12); n > 0; n--) text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }
}
