using System.Text.Json;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>No preset without a recording, no promise without a row, and no query that a Prometheus would refuse.</summary>
public sealed class PresetCoverageTests
{
    private static readonly IReadOnlyList<EnginePreset> Presets = EngineCatalog.LoadEmbedded().Presets;

    public static TheoryData<string> Names => [.. Presets.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_indicator_that_a_preset_promises_has_a_row_with_a_value(string name) =>
        Assert.Empty(Promised(Preset(name)).Except(RowsOf(name).Where(r => r.Value is not null).Select(r => r.Indicator)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_indicator_that_an_engine_cannot_give_has_a_row_that_says_so(string name)
    {
        var preset = Preset(name);
        if (preset.Group != SignalGroup.Engine) return;
        var all = Enum.GetValues<Indicator>().Where(i => Signals.Of(i).Any(s => Signals.GroupOf(s) == SignalGroup.Engine));
        Assert.Empty(all.Except(Promised(preset)).Except(RowsOf(name).Where(r => r.Reason == UnknownReason.Unsupported).Select(r => r.Indicator)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_row_has_a_value_that_the_preset_does_not_promise(string name) =>
        Assert.Empty(RowsOf(name).Where(r => r.Value is not null).Select(r => r.Indicator).Except(Promised(Preset(name))).Except([Indicator.Custom]));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_engine_lacks_is_told_with_the_nearest_thing_that_works(string name)
    {
        var preset = Preset(name);
        if (preset.Group != SignalGroup.Engine || preset.Signals.Count == 0) return;
        var hinted = Enum.GetValues<Signal>().Where(s => Signals.GroupOf(s) == SignalGroup.Engine && s is not (Signal.Rejected or Signal.InputTokens));
        Assert.Empty(hinted.Where(s => !preset.Signals.ContainsKey(s)).Select(Signals.NameOf).Except(preset.Lacks.Keys));
    }

    [Fact]
    public void Rows_and_recordings_are_of_each_other_and_of_presets()
    {
        Assert.Empty(Expectations.All.GroupBy(e => e.Name).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.Equal(
            Recording.All.Select(r => $"{r.Engine} {r.Version}").Order(StringComparer.Ordinal),
            Expectations.All.Select(e => $"{e.Engine} {e.Version}").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Presets.Select(p => p.Name).Order(StringComparer.Ordinal), Recording.All.Select(r => r.Engine).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Promtool_accepts_every_query_of_every_preset()
    {
        IndicatorQuestion[] questions = [.. Enum.GetValues<Indicator>().SelectMany(i => new IndicatorQuestion[] { new($"{i}", i), new($"{i}", i, 0.95) })];
        var rules = Presets
            .SelectMany(p => new QueryPlanner(p, ["a.b", "c"], TimeSpan.FromMinutes(1)).Plan(Wanted.Of(p, questions), _ => null)
                .Concat(new QueryPlanner(p, ["a"], TimeSpan.FromMinutes(1)).Plan(Wanted.Of(p, questions), _ => ["0.5", "+Inf"])))
            .Select((q, n) => $"  - {{record: 'query{n}', expr: {JsonSerializer.Serialize(q.PromQl)}}}")
            .ToList();
        Assert.True(rules.Count > 2 * Presets.Count, "more than one query for most presets");
        var folder = Directory.CreateTempSubdirectory("rules");
        try
        {
            var file = Path.Combine(folder.FullName, "rules.yaml");
            await File.WriteAllTextAsync(file, $"groups:\n- name: queries\n  rules:\n{string.Join('\n', rules)}\n", TestContext.Current.CancellationToken);
            var said = await Command.RunAsync("promtool", ["check", "rules", "--lint=none", file], cancellationToken: TestContext.Current.CancellationToken);
            Assert.Contains($"{rules.Count} rules found", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static EnginePreset Preset(string name) => Presets.Single(p => p.Name == name);

    private static IEnumerable<Expectation> RowsOf(string name) => Expectations.All.Where(e => e.Engine == name);

    private static IEnumerable<Indicator> Promised(EnginePreset preset) => Enum.GetValues<Indicator>().Where(preset.Gives);
}
