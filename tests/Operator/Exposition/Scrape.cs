using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ModelMonitor.Operator.Exposition;
using ModelMonitor.Tests.MadeUp;

namespace ModelMonitor.Tests.Operator.Exposition;

/// <summary>One answer of an exposition, read by the grammar of the text format; anything that breaks it fails the test.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, double> _samples = [];

    private Scrape(string text) => Text = text;

    public string Text { get; }

    public Dictionary<string, string> Types { get; } = [];

    public Dictionary<string, string> Helps { get; } = [];

    public IReadOnlyDictionary<string, double> Samples => _samples;

    /// <summary>A value by name and labels in the order of their names, as in <c>up{job="a"}</c>.</summary>
    public double this[string series] =>
        _samples.TryGetValue(series, out var value) ? value : throw new KeyNotFoundException($"{series} in\n{Text}");

    public static Scrape Of(PrometheusExposition exposition)
    {
        var output = new ArrayBufferWriter<byte>();
        exposition.Write(output);
        return Of(new UTF8Encoding(false, true).GetString(output.WrittenSpan));
    }

    public static Scrape Of(MadeUpOperator made) => Of(made.Page());

    private static Scrape Of(string text)
    {
        var scrape = new Scrape(text);
        scrape.Parse();
        return scrape;
    }

    private void Parse()
    {
        Assert.True(Text.Length == 0 || Text.EndsWith('\n'));
        var family = "";
        foreach (var line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                Assert.True(Helps.TryAdd(help.Groups[1].Value, Unescape(help.Groups[2].Value)), $"HELP twice: {line}");
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                family = type.Groups[1].Value;
                Assert.True(Types.TryAdd(family, type.Groups[2].Value), $"TYPE twice: {line}");
            }
            else
            {
                var sample = SampleLine().Match(line);
                Assert.True(sample.Success, $"no sample: {line}");
                var name = sample.Groups["name"].Value;
                var suffixes = Types[family] == "histogram" ? new[] { "_bucket", "_sum", "_count" } : [""];
                Assert.True(suffixes.Any(s => name == family + s), $"{line} stands under {family}");
                var labels = sample.Groups["label"].Captures.Select(c => c.Value).ToList();
                Assert.Equal(labels.Count, labels.Distinct().Count());
                var values = sample.Groups["value"].Captures.Select(c => Unescape(c.Value));
                var key = labels.Count == 0 ? name : $"{name}{{{string.Join(",", labels.Zip(values, (l, v) => $"{l}=\"{v}\""))}}}";
                Assert.True(_samples.TryAdd(key, Number(sample.Groups["number"].Value)), $"twice: {line}");
            }
        }
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture),
    };

    private static string Unescape(string text) =>
        Escape().Replace(text, m => m.Value switch { @"\n" => "\n", "\\\"" => "\"", _ => "\\" });

    [GeneratedRegex(@"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$")]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)" +
        """(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\["\\n])*)",?)+\})? (?<number>\S+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""\\["\\n]""")]
    private static partial Regex Escape();
}
