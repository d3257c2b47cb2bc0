using System.Reflection;
using System.Text.RegularExpressions;
using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Decisions;

/// <summary>docs/decisions.md says what the code does, word for word where words are an interface.</summary>
public partial class DocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "decisions.md"));

    [Fact]
    public void The_reasons_of_the_document_are_those_of_the_code() =>
        Assert.Equal(Enum.GetNames<DecisionReason>().Order(), Table("Reasons").Order());

    [Fact]
    public void The_guards_of_the_document_are_those_of_the_code() =>
        Assert.Equal(Enum.GetNames<Guard>().Order(), Table("Guards").Order());

    [Fact]
    public void The_states_of_the_document_are_those_of_the_code() =>
        Assert.Equal(Enum.GetNames<ObjectiveState>().Order(), Table("States").Order());

    [Fact]
    public void The_states_of_a_budget_in_the_document_are_those_of_the_code() =>
        Assert.Equal(Enum.GetNames<BudgetState>().Order(), Table("Error budgets").Order());

    [Fact]
    public void The_constants_of_the_document_are_those_of_the_code()
    {
        var code = typeof(Constants).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => $"{f.Name} = {(f.GetValue(null) is TimeSpan span ? $"{span.TotalSeconds} s" : f.GetValue(null))}");
        var section = Section("Constants");
        var document = Row().Matches(section).Select(m => $"{m.Groups[1].Value} = {Cell().Match(section, m.Index + m.Length).Groups[1].Value}");
        Assert.Equal(code.Order(), document.Order());
    }

    private static IEnumerable<string> Table(string heading) => Row().Matches(Section(heading)).Select(m => m.Groups[1].Value);

    private static string Section(string heading)
    {
        var start = Document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"no section {heading}");
        var end = Document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? Document[start..] : Document[start..end];
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\G ([^|]+?) \|")]
    private static partial Regex Cell();
}
