using ModelMonitor.Cli.Explaining;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Tests.Decisions;

namespace ModelMonitor.Tests.Cli.Explaining;

/// <summary>
/// For each scenario of tests/Decisions/Golden: the question that an on-call engineer asks at a moment of it, and the words that answer.
/// The whole text stands in the folder Golden; <c>GOLDEN=write</c> writes it anew for review.
/// </summary>
public class GoldenExplanationTests
{
    private static readonly string Folder = Repository.PathOf("tests", "Cli", "Explaining", "Golden");

    // Just after a row, so that ages tell.
    private const int Later = 5;

    public static TheoryData<string, int, string, string[]> Questions => new()
    {
        { "ramp", 1290, "Latency is fine: why were more pods ordered?", ["more work arrives than the replicas can take", "requests/s are planned for", "9 -> 10"] },
        { "spike", 720, "The objective is breached: is something being done, and when does it help?", ["the others are starting", "first-token", "2m after they were scheduled"] },
        { "spike", 1000, "The spike's queue is gone: why are there still 13 pods?", ["because more were ordered a short while ago", "nothing shrinks until"] },
        { "night", 1400, "The load falls: why does nothing shrink, and when will it?", ["A surplus goes when it has lasted for 5m", "1 pod may go when demand stays under about 56.7 requests/s for 5m"] },
        { "outage-at-the-peak", 1500, "Metrics are gone at the peak: what happens to the replicas?", ["Replicas stay at 13 while metrics are unknown (SourceUnreachable", "never removes a pod", "docs/runbooks/MetricsMissing.md"] },
        { "restart-at-the-peak", 1335, "The operator was restarted at the peak: did it lose anything?", ["10 replicas of Deployment/chat", "9 -> 10", "8 -> 9", "more work arrives", "the others are starting"] },
        { "stuck-pending", 1300, "The objective is breached: why only 5 pods?", ["the cluster does not start more", "3 Insufficient nvidia.com/gpu", "get events"] },
        { "stuck-pending", 3900, "Why no more than 16 pods, while requests still wait?", ["maxReplicas", "patch mm chat"] },
        { "contested-replicas", 700, "I set 12 replicas: how long does that stay?", ["somebody set the replicas", "until 00:20:00Z"] },
        { "contested-replicas", 2600, "The load grew: why does it not scale?", ["puts the replicas back after each of our changes", "ReplicasReverted", "--show-managed-fields"] },
        { "slow-dependency", 1000, "The objective is breached: why not more pods?", ["more of them cannot help", "what the requests wait for", "ScalingIneffective"] },
        { "budget-spent", 700, "The load fell to a third: why are there still 9 pods?", ["no pod is removed while the error budget of first-token is spent", "BudgetSpent"] },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void The_question_of_the_one_on_call_is_answered(string scenario, int seconds, string question, string[] answer)
    {
        var monitor = ScenarioMonitor.At(scenario, seconds);
        var explained = Explainer.Of(monitor, Make.At(seconds + Later));
        using var text = new StringWriter { NewLine = "\n" };
        text.WriteLine($"# {scenario}, {seconds} s: {question}");
        text.WriteLine();
        new ExplanationText(text, Style.Plain).Write(explained);
        var file = Path.Combine(Folder, $"{scenario}-{seconds}.txt");
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write") File.WriteAllText(file, text.ToString());
        foreach (var words in answer) Assert.Contains(words, text.ToString(), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(file), text.ToString());
    }

    [Fact]
    public void While_no_capacity_was_learned_it_says_what_may_be_tried()
    {
        var monitor = ScenarioMonitor.At("night", 1400);
        monitor.Status = monitor.Status! with { Learned = null, Decisions = null };
        Assert.Contains(
            "8 pods may be tried when every objective that scales has an error budget with 50% left and stays under 63.2% of its bound for 5m, and no more than 0.632 requests wait per pod",
            Explainer.Of(monitor, Make.At(1400)).Fewer);
    }

    [Fact]
    public void Every_scenario_of_the_decisions_has_a_question()
    {
        var scenarios = Directory.GetDirectories(Repository.PathOf("tests", "Decisions", "Golden")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);
        Assert.Equal(scenarios, Questions.Select(q => q.Data.Item1).Distinct().Order(StringComparer.Ordinal));
    }
}
