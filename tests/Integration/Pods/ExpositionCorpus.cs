using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Integration.Pods;

/// <summary>One exposition to be read by Prometheus and by us.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="IsOpenMetrics">Its format.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Deviation">Why the two may differ, or null where they must not.</param>
internal sealed record ExpositionCase(string Name, bool IsOpenMetrics, byte[] Body, string? Deviation = null)
{
    /// <summary>Whether its samples have a timestamp near to now; older ones are not stored at all.</summary>
    public bool HasOwnTime => Encoding.UTF8.GetString(Body) is var text
        && (text.Contains(" " + ExpositionCorpus.Now, StringComparison.Ordinal) || text.Contains(" " + ExpositionCorpus.NowSeconds, StringComparison.Ordinal));
}

/// <summary>
/// What the formats' specifications and Prometheus' own tests of its parsers are about, in our own inputs: every rule of the grammar
/// kept and broken.
/// </summary>
internal static class ExpositionCorpus
{
    /// <summary>Names in quotes came with Prometheus 3; before, they were a mistake in the exposition.</summary>
    public const string QuotedNames = "names in quotes are known since Prometheus 3";

    /// <summary>OpenMetrics' grammar has no comma behind the last label. Prometheus 3 takes it, as the text format does.</summary>
    public const string TrailingComma = "OpenMetrics with a comma behind the last label is read since Prometheus 3";

    /// <summary>Prometheus takes a raw line break within quotes as a part of the value; both formats say that it is to be escaped.</summary>
    public const string RawLineBreak = "a line break within quotes must be escaped";

    /// <summary>Prometheus' lexer takes a NUL for the end of the input and keeps what it has read so far.</summary>
    public const string Nul = "a NUL outside of quotes and comments is refused";

    public static readonly string Now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static readonly string NowSeconds = $"{Now[..^3]}.{Now[^3..]}";

    public static IReadOnlyList<ExpositionCase> All { get; } = [.. Text(), .. Grammar(false), .. OpenMetrics(), .. Grammar(true)];

    /// <summary>Numbers, names and labels: the same in both formats.</summary>
    private static IEnumerable<ExpositionCase> Grammar(bool om)
    {
        foreach (var number in new[]
        {
            "0", "-0", "+1", "1.", ".5", "-.5", "1e3", "1E3", "1e+3", "1e-3", "1.5e-300", "5e-324", "1e-400", "1.7976931348623157e308",
            "0.1", "123456789012345678901234567890", "0.30000000000000004", "00012", "NaN", "nan", "NAN", "Inf", "+Inf", "-Inf", "inf",
            "-inf", "INF", "infinity", "+Infinity", "-INFINITY",
            "1e309", "-1e309", "1e", "e5", ".", "+", "-", "--1", "1..2", "1,5", "1_000", "0x1p-2", "0x1P-2", "0x10", "0b1", "1f", "+NaN",
            "-nan", "infi", "Infinit", "1e5.5", "1-2", "abc", "\u0661", "1\r", "\"1\"", "1}", "1#",
        })
            yield return Utf8($"number {number}", om, $"a_number {number}\n");

        string[] good =
        [
            "a 1", "a:b 1", ":a 1", "_a 1", "a1 1", "A_Z09 1", "a{} 1", "a{b=\"c\"} 1", "a{b=\"c\",d=\"e\"} 1",
            "a{_b=\"c\",B9=\"d\"} 1", "a{b=\"\"} 1", "a{b=\"\",c=\"d\"} 1", "a{le=\"+Inf\"} 1", "a{quantile=\"0.5\"} 1",
            "a{b=\"\\\\\"} 1", "a{b=\"\\\"\"} 1", "a{b=\"x\\ny\"} 1", "a{b=\"\\x\\t\\r\"} 1", "a{b=\"\\\\n\"} 1", "a{b=\"\\\\\\\"\"} 1",
            "a{b=\"}\"} 1", "a{b=\",\"} 1", "a{b=\"#\"} 1", "a{b=\"{\"} 1", "a{b=\"=\"} 1", "a{b=\"it's\"} 1", "a{b=\" \\\\ \"} 1",
            "a{b=\"ä漢😀\"} 1", "a{b=\"\t\r\u0001\u007f\"} 1", "a{b=\"x\0y\"} 1", "a_bucket{le=\"1.0\"} 1\na_bucket{le=\"+Inf\"} 2\na_sum 3\na_count 2",
            "a{b=\"1\"} 1\na{b=\"2\"} 2\nb 3", "a_total 5\na_created 1.5e9", "a 1\na 1", "a 1\na 2", "a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 2",
            "help 1", "type 1", "a 1\nb 2\nc 3", "NaN 1", "inf{a=\"b\"} Inf",
        ];
        string[] bad =
        [
            "1a 1", "-a 1", "a-b 1", "a.b 1", "a", "a{} ", "a{", "a{b", "a{b=", "a{b=\"", "a{b=\"c", "a{b=\"c\"", "a{b=\"c\"}",
            "a{b=\"c\\\"} 1", "a{,} 1", "a{,b=\"c\"} 1", "a{b=\"c\",,} 1", "a{b=\"c\",,d=\"e\"} 1", "a{b='c'} 1", "a{b=c} 1", "a{b:c=\"d\"} 1",
            "a{1b=\"c\"} 1", "a{b-c=\"d\"} 1", "a{b==\"c\"} 1", "a{=\"c\"} 1", "a{b} 1", "a}b=\"c\"{ 1", "a{b=\"c\"}} 1", "a{{b=\"c\"} 1",
            "a{b=\"c\"}{d=\"e\"} 1", "a{b=\"1\",b=\"2\"} 1", "a{b=\"1\",b=\"1\"} 1", "a{__name__=\"b\"} 1", "ä 1", "a{ä=\"b\"} 1", "a 1 x", "a 1 1 1",
            "a 1 1.5.5", "a 1 1e", "a 1 NaN", "a 1 99999999999999999999x", "{} 1", "{b=\"c\"} 1", "{", "}", "=", "a 1\n1a 1", "a 1 {", "a 1{", "a \"1\"",
            "a 1\nb", "a{b=\"c\"};1", "a 1;",
        ];
        foreach (var line in good.Concat(bad)) yield return Utf8(line, om, line + "\n");
        yield return Utf8("a comma behind the last label", om, "a{b=\"c\",} 1\n", om ? TrailingComma : null);
        yield return Raw("invalid UTF-8 in a label's value", om, "a{b=\"\xff\"} 1\n");
        yield return Raw("a surrogate in a label's value", om, "a{b=\"\xed\xa0\x80\"} 1\n");
        yield return Raw("invalid UTF-8 in a help", om, "# HELP a \xff\na 1\n");
        yield return Raw("invalid UTF-8 as a name", om, "\xff 1\n");

        foreach (var quoted in new[]
        {
            "{\"a\"} 1", "{\"a.b c\"} 1", "{\"a\",b=\"c\"} 1", "{b=\"c\",\"a\"} 1", "{\"a\",} 1", "{\"a\\\\b\\\"c\\nd\"} 1", "a{\"b.c\"=\"d\"} 1",
            "{\"a\",\"b.c\"=\"d\",e=\"f\"} 1", "{\"ä\"} 1", "# TYPE \"a.b\" counter\n{\"a.b\"} 1",
        })
            yield return Utf8(quoted, om, quoted + "\n", QuotedNames);
        foreach (var quoted in new[] { "{\"a\",\"b\"} 1", "a{\"b\"} 1", "{\"\"} 1", "a{\"\"=\"b\"} 1", "\"a\" 1", "{\"a\"=\"b\"} 1" })
            yield return Utf8(quoted, om, quoted + "\n");
    }

    private static IEnumerable<ExpositionCase> Text()
    {
        string[] inputs =
        [
            "", "\n", "\n\n", "   \n", "\t\n", "# anything\n", "#anything\n", "#\n", "# \n", "#\tHELP a b\na 1\n", "#HELP\n", "# HELP\n", "# HELP \n",
            "# HELP a\n", "# HELP a \n", "# HELP a b\n", "# HELP  a\t b\n", "# HELP a-b c\n", "# HELP 1a b\n", "# HELP a x\\y \\\\ \\n \"\n", "# HELPa b\n",
            "# HELP a 漢\n", "# TYPE a counter\n", "# TYPE a gauge\n", "# TYPE a histogram\n", "# TYPE a summary\n", "# TYPE a untyped\n", "# TYPE a unknown\n",
            "# TYPE a info\n", "# TYPE a Counter\n", "# TYPE a\n", "# TYPE a \n", "# TYPE a  counter\n", "# TYPE a counter \n", "# TYPE a\tcounter\n",
            "# TYPE  a counter\n", "# TYPE a counter x\n", "# TYPE\n", "# TYPE \n", "# TYPEa counter\n", "# TYPE a-counter\n", "# UNIT a seconds\n", "# EOF\n",
            "# EOF\na 1\n", "# help a b\n", "  # HELP a b\n", "  # HELP 1 b\n", "# # HELP 1 b\n", "a 1", "a 1 ", "a 1\n\n\nb 2\n", "a 1 \n", "a 1\t\n", "a\t1\n", "a  1\n",
            "a \t 1 \t \n", "a{ b = \"c\" , d = \"e\" } 1\n", "a {b=\"c\"} 1\n", "a{b=\"c\"}1\n", "a{\tb=\"c\"\t}\t1\n", "a{b=\"c\" d=\"e\"} 1\n", "a{b=\"c\"d=\"e\"} 1\n",
            "a+1\n", "a 1\r\n", "\r\n", "a 1 1\n", "a 1 0\n", "a 1 -1\n", "a 1 1.5\n", "a 1 1e3\n", "a 1 +1\n", "a 1 99999999999999999999\n", "a 1 9223372036854775807\n",
            $"a 1 {Now}\n", $"a{{b=\"c\"}} 2 {Now}  \n", $"a 1 {Now} 1\n", "a 1 # {b=\"c\"} 1\n", "a 1 # comment\n", "# HELP a b\n# TYPE a counter\na 1\n# TYPE a gauge\na{b=\"c\"} 2\n",
            "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 2\na_sum 3\na_count 2\n", "# TYPE a summary\na{quantile=\"0.5\"} NaN\na_sum 0\na_count 0\n",
            "# HELP a b\0c\na 1\n", "# x\0y\na 1\n",
        ];
        foreach (var input in inputs) yield return Utf8(input, false, input);
        yield return Utf8("a leading blank", false, " a 1\n", "the text format ignores blanks before a name, Prometheus takes them for a part of it");
        yield return Utf8("a raw line break within quotes", false, "a{b=\"c\nd\"} 1\n", RawLineBreak);
        yield return Utf8("a NUL before the end", false, "a 1\n\0b 2\n", Nul);
        yield return Utf8("a NUL in a name", false, "a\0b 1\n");
        yield return Utf8("a NUL as a value", false, "a \0\n");
        yield return Utf8("a NUL behind a value", false, "a 1\0\n");
    }

    private static IEnumerable<ExpositionCase> OpenMetrics()
    {
        string[] bodies =
        [
            "", "\n", "a 1\n\nb 2\n", "# HELP a b\n", "# HELP a \n", "# HELP a\n", "# HELP  a b\n", "# HELP a\tb\n", "#HELP a b\n", "# help a b\n", "# comment\n", "#\n",
            "# TYPE a counter\n", "# TYPE a gauge\n", "# TYPE a histogram\n", "# TYPE a summary\n", "# TYPE a unknown\n", "# TYPE a info\n", "# TYPE a stateset\n",
            "# TYPE a gaugehistogram\n", "# TYPE a untyped\n", "# TYPE a\n", "# TYPE a \n", "# TYPE a  counter\n", "# TYPE a counter \n", "# UNIT a_seconds seconds\n", "# UNIT a \n",
            "# UNIT a seconds\n", "# UNIT aseconds seconds\n", "# UNIT seconds seconds\n", "# UNIT a\n", " a 1\n", "a  1\n", "a\t1\n", "a 1 \n", "a{ b=\"c\"} 1\n", "a{b =\"c\"} 1\n",
            "a{b= \"c\"} 1\n", "a{b=\"c\" } 1\n", "a{b=\"c\", d=\"e\"} 1\n", "a {b=\"c\"} 1\n", "a{b=\"c\"}1\n", "a{b=\"c\"d=\"e\"} 1\n", "a+1\n", "a 1\r\n", "a 1  5\n",
            "a 1 1\n", "a 1 -1\n", "a 1 1.5\n", "a 1 1e3\n", "a 1 +Inf\n", "a 1 NaN\n", "a 1 0x1\n", $"a 1 {NowSeconds}\n", $"a{{b=\"c\"}} 2 {NowSeconds}\n", $"a 1 {NowSeconds} 1\n",
            "a_total 1 # {b=\"c\"} 2\n", "a_total 1 # {} 2\n", "a_total 1 # {b=\"c\"} 2 1.5\n", $"a_total 1 {NowSeconds} # {{b=\"c\",d=\"e\"}} 2 1.5\n",
            "a_bucket{le=\"1\"} 1 # {t=\"x\\\"y\"} 0.5\n", "a_total 1 # {b=\"c\"}\n", "a_total 1 # {b=\"c\"} x\n", "a_total 1 # {b=\"c\"} 2 x\n", "a_total 1 # {b=\"c\"} 2 NaN\n",
            "a_total 1 # {b=\"c\"} 2 1 1\n", "a_total 1 # {b=\"c\" 2\n", "a_total 1 #{b=\"c\"} 2\n", "a_total 1 # b 2\n", "a_total 1  # {b=\"c\"} 2\n", "a_total 1 # {b=\"c\"} 2 \n",
            "a_total 1 # {b=c} 2\n", "a_total 1 # {\"b\"} 2\n", "a_total 1 #\n", "a_total 1 # \n", "a_total 1 # comment\n", "a{b=\"c\nd\"} 1\n",
            "# TYPE a counter\n# UNIT a \n# HELP a b\na_total 1\na_created 1.5\n# TYPE b gauge\nb{c=\"d\"} 2\n",
        ];
        foreach (var body in bodies) yield return Utf8(body, true, body);
        yield return Utf8("a comma behind an exemplar's last label", true, "a_total 1 # {b=\"c\",} 2\n", TrailingComma);
        foreach (var (name, whole) in new[]
        {
            ("no EOF", "a 1\n"), ("nothing at all", ""), ("EOF without line break", "a 1\n# EOF"), ("more behind EOF", "a 1\n# EOF\nb 2\n"), ("an empty line behind EOF", "a 1\n# EOF\n\n"),
            ("EOF twice", "a 1\n# EOF\n# EOF\n"), ("EOF with a blank", "a 1\n# EOF \n"), ("EOF in small letters", "a 1\n# eof\n"), ("EOF without blank", "a 1\n#EOF\n"), ("a word that begins with EOF", "a 1\n# EOFX\n"),
            ("a cut line", "a 1\nb 2"), ("a cut line before EOF", "a 1 # EOF"), ("EOF with a carriage return", "a 1\n# EOF\r\n"),
        })
            yield return new(name, true, Encoding.UTF8.GetBytes(whole));
    }

    private static ExpositionCase Utf8(string name, bool om, string body, string? deviation = null) =>
        new(name, om, Encoding.UTF8.GetBytes(om ? body + "# EOF\n" : body), deviation);

    private static ExpositionCase Raw(string name, bool om, string body) =>
        new(name, om, Encoding.Latin1.GetBytes(om ? body + "# EOF\n" : body));
}
