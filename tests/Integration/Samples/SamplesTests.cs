using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.Crd;

namespace ModelMonitor.Tests.Integration.Samples;

/// <summary>What config/samples shows can be copied: both API servers take it, the operator reads it, and its engine can give it.</summary>
[Collection(nameof(CrdFixture))]
public sealed class SamplesTests(CrdFixture servers)
{
    private static readonly string Folder = Repository.PathOf("config", "samples");
    private static readonly EngineCatalog Engines = EngineCatalog.LoadEmbedded();

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_sample_is_taken_by_the_rules_of_a_current_server_and_leaves_out_nothing(string file)
    {
        var body = YamlJson.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, file)))!;
        var created = await servers.Current.SendRawAsync(HttpMethod.Post, $"{CrdFixture.Monitors}?dryRun=All&fieldValidation=Strict", body.ToJsonString());
        Assert.Equal((string?)body["metadata"]!["name"], (string?)created!["metadata"]!["name"]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_operator_reads_a_sample_and_its_engine_gives_what_the_objectives_ask_for(string file)
    {
        var monitor = MonitorFile.Read(Path.Combine(Folder, file));
        var (work, problem) = new WorkReader([SourceAccess.ForAll("prod"), SourceAccess.ForAll("pods")], Engines).Read(monitor);
        Assert.Null(problem);
        if (work!.Engine is not { } engine) return;
        Assert.True(Engines.TryGet(engine, out var preset));
        foreach (var objective in work.Plan.Objectives.Where(o => IsOfEngines(o.Indicator)))
        {
            Assert.True(preset.Gives(objective.Indicator), $"{objective.Indicator} is nothing that {engine} gives");
            var signal = Signals.Of(objective.Indicator)[0];
            if (Signals.FormsOf(signal).Contains(SignalForm.Mean) && preset.Signals[signal].Form == SignalForm.Mean) Assert.Null(objective.Quantile);
        }
    }

    [Fact]
    public void Every_engine_has_a_sample_that_says_what_it_shows()
    {
        var shown = Files.Select(row => MonitorFile.Read(Path.Combine(Folder, row.Data)).Spec.Engine).OfType<string>().ToHashSet();
        Assert.Empty(Engines.Names.Except(shown));
        Assert.All(Files.Select(row => row.Data), file => Assert.StartsWith("# ", File.ReadAllText(Path.Combine(Folder, file)), StringComparison.Ordinal));
        Assert.Equal(Files.Count, Files.Select(row => MonitorFile.Read(Path.Combine(Folder, row.Data)).Metadata.Name).Distinct().Count());
    }

    private static bool IsOfEngines(Indicator indicator) => Engines.Names.Any(name => Engines.TryGet(name, out var preset) && preset.Gives(indicator));
}
