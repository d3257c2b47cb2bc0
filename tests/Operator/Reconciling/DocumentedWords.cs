using System.Text.RegularExpressions;
using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Reconciling;

/// <summary>The closed sets of words are documented, all of them and nothing else.</summary>
public sealed partial class DocumentedWords
{
    [Fact]
    public void Condition_types_and_reasons()
    {
        var words = FirstCells("conditions.md");
        var expected = Names<ConditionType>().Concat(Names<ConditionReason>()).Concat(Names<UnknownReason>()).Distinct();
        Assert.Equal(expected.Order(), words.Distinct().Order());
    }

    [Fact]
    public void Event_reasons() => Assert.Equal(Names<EventReason>().Order(), FirstCells("events.md").Order());

    private static string[] Names<T>()
        where T : struct, Enum => Enum.GetNames<T>();

    private static IEnumerable<string> FirstCells(string page) =>
        FirstCell().Matches(File.ReadAllText(Repository.PathOf("docs", page))).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^\| `(\w+)`", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
