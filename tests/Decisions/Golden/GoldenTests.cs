using System.Globalization;
using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>
/// Scenarios in folders beside this file: README.md says what happens and what is promised, input.csv what is seen, expected.csv what is
/// decided: the rows at which the number or the reason changes. After a change that is meant to alter decisions, <c>GOLDEN=write</c>
/// writes expected.csv anew for review; <c>GOLDEN=inputs</c> also has <see cref="Scenarios"/> make the inputs anew.
/// </summary>
public class GoldenTests
{
    internal static readonly string Folder = Repository.PathOf("tests", "Decisions", "Golden");

    private static readonly string? Switch = Environment.GetEnvironmentVariable("GOLDEN");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scenario_is_decided_as_its_folder_says(string name)
    {
        var golden = GoldenPlan.Read(Path.Combine(Folder, name, "plan.json"));
        var (input, expected) = (Path.Combine(Folder, name, "input.csv"), Path.Combine(Folder, name, "expected.csv"));
        if (Switch == "inputs") Write(input, [string.Join(',', GoldenRow.Columns), .. Scenarios.Of(name).Rows(golden).Select(r => r.ToString())]);
        var decided = Decide(golden, GoldenRow.Read(input)).ToList();
        if (Switch is "inputs" or "write") Write(expected, decided);
        Assert.Equal(string.Join('\n', File.ReadAllLines(expected)), string.Join('\n', decided));
    }

    [Fact]
    public void Every_scenario_has_a_folder_with_all_its_files()
    {
        Assert.Equal(Scenarios.All.Select(s => s.Name).Order(StringComparer.Ordinal), Names.Select(n => n.Data));
        foreach (var name in Names)
            foreach (var file in new[] { "README.md", "plan.json", "input.csv", "expected.csv" })
                Assert.True(File.Exists(Path.Combine(Folder, name.Data, file)), $"{name.Data}/{file}");
    }

    private static IEnumerable<string> Decide(GoldenPlan golden, IEnumerable<GoldenRow> rows)
    {
        yield return "t_s,to,reason,limited_by";
        var replay = new GoldenReplay(golden);
        (int, DecisionReason)? last = null;
        foreach (var row in rows)
        {
            var decision = replay.Decide(row);
            if ((decision.To, decision.Reason) == last) continue;
            last = (decision.To, decision.Reason);
            yield return string.Create(CultureInfo.InvariantCulture, $"{row.Time},{decision.To},{decision.Reason},{decision.LimitedBy}");
        }
    }

    private static void Write(string file, IEnumerable<string> lines) => File.WriteAllText(file, string.Join('\n', lines) + "\n");
}
