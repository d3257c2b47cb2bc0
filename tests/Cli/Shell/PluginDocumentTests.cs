using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Cli;
using ModelMonitor.Cli.Explaining;
using ModelMonitor.Cli.Printing;

namespace ModelMonitor.Tests.Cli.Shell;

/// <summary>docs/kubectl-plugin.md names what there is.</summary>
public sealed class PluginDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "kubectl-plugin.md"));

    [Fact]
    public void Every_field_of_an_explanation_is_documented()
    {
        var context = ExplainJsonContext.Default;
        JsonTypeInfo[] types =
        [
            context.Explanation, context.DecisionExplanation, context.ReplicasExplanation, context.ObjectiveExplanation, context.GuardExplanation, context.AdviceExplanation,
        ];
        foreach (var field in types.SelectMany(t => t.Properties).Select(p => p.Name).Distinct())
            Assert.True(Document.Contains($"`{field}`", StringComparison.Ordinal) || Document.Contains($"`{field}[]`", StringComparison.Ordinal), field);
    }

    [Fact]
    public void Every_command_is_documented()
    {
        var root = PluginRoot.Create(Terminal.None, showsProgress: false, TimeProvider.System);
        foreach (var command in root.Subcommands.Where(c => !c.Hidden)) Assert.Contains($"`{command.Name}`", Document, StringComparison.Ordinal);
        foreach (var option in root.Subcommands.Where(c => c.Name is "status" or "explain" or "check").SelectMany(c => c.Options).Where(o => !o.Hidden && o.Name != "--help"))
            Assert.Contains(option.Name, Document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reason_and_guard_of_a_decision_has_words()
    {
        foreach (var reason in Enum.GetNames<ModelMonitor.Decisions.DecisionReason>()) Assert.NotEqual(reason, ReasonWords.Of(reason));
        foreach (var guard in Enum.GetNames<ModelMonitor.Decisions.Guard>()) Assert.NotEqual(guard, ReasonWords.OfGuard(guard));
        Assert.Equal("OfANewerOperator", ReasonWords.Of("OfANewerOperator"));
    }

    [Fact]
    public void Every_document_that_advice_names_is_there()
    {
        foreach (var scenario in GoldenFiles().SelectMany(File.ReadAllLines).SelectMany(l => System.Text.RegularExpressions.Regex.Matches(l, @"docs/[\w/]+\.md").Select(m => m.Value)))
            Assert.True(File.Exists(Repository.PathOf(scenario.Split('/'))), scenario);
        static string[] GoldenFiles() => [.. Directory.GetFiles(Repository.PathOf("tests", "Cli", "Explaining", "Golden")), Repository.PathOf("src", "Cli", "Explaining", "Advice.cs")];
    }
}
