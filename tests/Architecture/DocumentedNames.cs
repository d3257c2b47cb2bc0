using System.Text.RegularExpressions;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Tests.Architecture;

/// <summary>What the documents name in code font is there: make targets, flags, conditions and reasons, metrics, paths. And a configuration that is shown is accepted.</summary>
public sealed partial class DocumentedNames
{
    // Flags of other programs that a document names by themselves, in code font.
    private static readonly string[] ForeignFlags = ["--server-side", "--force-conflicts", "--skip-crds", "--watch", "--namespace", "--as", "--reuse-values", "--reset-then-reuse-values", "--atomic"];

    // Pages for users of the custom resource: a word in capitals and code font is one that the object, an Event or an alert shows.
    private static readonly string[] ForUsers =
    [
        "concepts", "conditions", "contested", "cookbook", "events", "exporters", "gitops-hpa-keda", "multi-tenant", "sizing", "slo", "troubleshooting", "upgrade", "webhook",
    ];

    [Fact]
    public void Every_make_target_that_is_named_is_there()
    {
        var targets = MakeTarget().Matches(File.ReadAllText(Repository.PathOf("Makefile"))).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Contains("check", targets);
        AssertAll(MakeCall(), (_, match) => targets.Contains(match.Groups["target"].Value));
    }

    [Fact]
    public void Every_flag_that_is_named_alone_is_one_of_ours_or_known_as_anothers()
    {
        var sources = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.PathOf("hack"), "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".pyc", StringComparison.Ordinal)))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Where(f => !f.EndsWith("DocumentLinks.cs", StringComparison.Ordinal)));
        var flags = sources.SelectMany(file => QuotedFlag().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)).Concat(ForeignFlags).ToHashSet();
        Assert.Contains("--leader-elect", flags);
        AssertAll(FlagAlone(), (_, match) => flags.Contains(match.Groups["flag"].Value));
    }

    [Fact]
    public void Every_condition_and_reason_that_is_named_is_documented()
    {
        var types = Words("docs/conditions.md");
        var reasons = types.Union(Words("docs/decisions.md")).Union(Words("docs/events.md")).ToHashSet();
        Assert.Contains("ScalingActive", types);
        Assert.Contains("HeldUnknown", reasons);
        AssertAll(ConditionNamed(), (_, match) =>
            types.Contains(match.Groups["type"].Value) && (!match.Groups["reason"].Success || reasons.Contains(match.Groups["reason"].Value)));
    }

    [Fact]
    public void Every_word_that_the_object_is_said_to_show_is_documented()
    {
        var known = new[] { "docs/conditions.md", "docs/decisions.md", "docs/events.md" }.SelectMany(Words)
            .Concat(AnyWord().Matches(File.ReadAllText(Repository.PathOf("docs", "reference.md"))).Select(m => m.Value))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("docs", "runbooks")).Select(f => Path.GetFileNameWithoutExtension(f)))
            .Append("RespectIgnoreDifferences").ToHashSet();
        AssertAll(WordAlone(), (page, match) => !ForUsers.Contains(Path.GetFileNameWithoutExtension(page.Path)) || known.Contains(match.Value));
    }

    [Fact]
    public void Every_metric_of_the_operator_that_is_named_is_in_the_list()
    {
        var listed = File.ReadAllText(Repository.PathOf("docs", "metrics.md"));
        AssertAll(MetricNamed(), (_, match) => listed.Contains($"`{match.Groups["metric"].Value}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_path_that_is_named_is_there() =>
        AssertAll(PathNamed(), (_, match) => Path.Exists(Repository.PathOf(match.Value.TrimEnd('/'))) || File.Exists(Repository.PathOf($"{match.Value}.cs")));

    [Fact]
    public void A_configuration_of_the_operator_that_is_shown_is_accepted()
    {
        var shown = MarkdownPage.All.SelectMany(p => p.Yaml.Select(yaml => (p.Path, Yaml: yaml))).Where(b => b.Yaml.StartsWith("sources:", StringComparison.Ordinal)).ToList();
        Assert.True(shown.Count >= 3);
        Assert.All(shown, b => Assert.NotEmpty(ConfigurationLoader.Parse(b.Yaml, b.Path).Sources));
    }

    private static void AssertAll(Regex form, Func<MarkdownPage, Match, bool> holds)
    {
        var found = MarkdownPage.All.SelectMany(page => page.Code.SelectMany(code => form.Matches(code).Select(match => (Page: page, Match: match)))).ToList();
        Assert.NotEmpty(found);
        MarkdownPage.AssertNone(found.Where(f => !holds(f.Page, f.Match)).Select(f => $"{f.Page.Path}: {f.Match.Value}").Distinct());
    }

    // Of tables whose first column holds one word in code font.
    private static HashSet<string> Words(string path) =>
        [.. File.ReadLines(Repository.PathOf(path)).Select(line => FirstWord().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("^([a-z-]+):", RegexOptions.Multiline)]
    private static partial Regex MakeTarget();

    [GeneratedRegex(@"^(?:[A-Z_]+=\S+ )*make (?<target>[a-z-]+)")]
    private static partial Regex MakeCall();

    [GeneratedRegex("(--[a-z][a-z-]+)")]
    private static partial Regex QuotedFlag();

    [GeneratedRegex("^(?<flag>--[a-z][a-z-]+)(?=[ =]|$)")]
    private static partial Regex FlagAlone();

    [GeneratedRegex(@"^(?<type>[A-Z][A-Za-z]+)=(?:True|False|Unknown)(?:,? (?<reason>[A-Z][A-Za-z]+))?$")]
    private static partial Regex ConditionNamed();

    [GeneratedRegex("^[A-Z][a-z]+(?:[A-Z][A-Za-z]+)*$")]
    private static partial Regex WordAlone();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex AnyWord();

    [GeneratedRegex(@"^(?<metric>modelmonitor_[a-z_]+)(?=\{|$)")]
    private static partial Regex MetricNamed();

    // A file named in capitals stands for any: docs/runbooks/ALERT.md.
    [GeneratedRegex(@"^(?:charts|config|crds|docs|hack|src|tests)/(?!.*/(?!README)[A-Z]{3,}\.)[A-Za-z0-9_./-]+$")]
    private static partial Regex PathNamed();

    [GeneratedRegex(@"^\| `([A-Za-z]+)`")]
    private static partial Regex FirstWord();
}
