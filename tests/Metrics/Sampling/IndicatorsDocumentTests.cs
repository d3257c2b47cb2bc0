using System.Text.RegularExpressions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Sampling;

/// <summary>docs/indicators.md says what the planner really asks, and leaves no indicator out.</summary>
public partial class IndicatorsDocumentTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs", "indicators.md"));

    public static TheoryData<string> Queries => [.. Query().Matches(Text).Select(m => m.Groups[1].Value.Trim())];

    [Theory]
    [MemberData(nameof(Queries))]
    public void The_planner_asks_what_the_document_shows(string promQl) => Assert.Contains(promQl, Planned(), StringComparison.Ordinal);

    [Fact]
    public void Every_indicator_has_a_row_and_no_row_is_of_something_else() => Assert.Equal(
        Enum.GetNames<Indicator>().Select(n => Capital().Replace(n, "-$0").ToLowerInvariant()).Order(StringComparer.Ordinal),
        Row().Matches(Text).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));

    private static string Planned()
    {
        var engines = EngineCatalog.LoadEmbedded();
        engines.TryGet("vllm", out var vllm);
        var questions = Enum.GetValues<Indicator>().Select(i => new IndicatorQuestion($"{i}", i, 0.95, 1));
        string[] edges = ["0.5", "1.0", "2.5", "+Inf"];
        (EnginePreset, TimeSpan)[] presets =
        [
            (vllm!, TimeSpan.FromMinutes(1)), (engines.Shared(SignalGroup.Gpu)!, TimeSpan.FromMinutes(1)),
            (engines.Shared(SignalGroup.Container)!, SamplingLimits.ContainerWindow), (engines.Shared(SignalGroup.Quality)!, SamplingLimits.QualityWindow),
        ];
        return string.Join('\n', presets.SelectMany(p => new QueryPlanner(p.Item1, ["llm", "team-b"], p.Item2)
            .Plan(Wanted.Of(p.Item1, questions), s => s == Signal.TimeToFirstToken ? edges : null)
            .Select(q => q.PromQl)));
    }

    [GeneratedRegex("```promql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Query();

    [GeneratedRegex("^\\| `([a-z0-9-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
