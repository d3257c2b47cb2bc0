using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Measures the process' memory, so that nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(PodsMemoryTests), DisableParallelization = true)]
[Collection(nameof(PodsMemoryTests))]
public class PodsMemoryTests
{
    [Fact]
    public async Task A_pods_memory_is_small()
    {
        const int Pods = 2000;
        using var pods = new PodsStandIn();
        string[] edges = [.. Enumerable.Range(1, 22).Select(i => $"{i}.5"), "+Inf"];
        for (var pod = 0; pod < Pods; pod++)
        {
            var buckets = edges.Select(e => $"vllm:time_to_first_token_seconds_bucket{{engine=\"0\",model_name=\"llama\",le=\"{e}\"}} 1\n");
            pods.Exposes($"10.0.1.{pod % 250}:{8000 + (pod / 250)}/metrics", PodsStandIn.Vllm() + string.Concat(buckets));
        }

        var questions = Enumerable.Range(0, Pods)
            .Select(pod => new MonitorQuestion(
                $"llm/{pod}", "llm", "chat", [new($"chat-{pod}", $"10.0.1.{pod % 250}")], "vllm", [new("first-token", Indicator.TimeToFirstToken, 0.5)], Port: 8000 + (pod / 250))).ToList();
        using var source = pods.Source();
        // What code and pools need once is not a pod's: the second half of the pods is measured.
        await FillAsync(pods, source, questions[..(Pods / 2)]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await FillAsync(pods, source, questions);
        var perPod = (GC.GetTotalMemory(forceFullCollection: true) - before) / (Pods / 2);
        Assert.Equal(Pods, source.RememberedPods);
        // 5.9 KiB, and what threads may still hold of the last round.
        Assert.InRange(perPod, 4 << 10, 7 << 10);
    }

    private static async Task FillAsync(PodsStandIn pods, PodsSource source, IReadOnlyCollection<MonitorQuestion> questions)
    {
        for (var round = 0; round < 6; round++)
        {
            await source.SampleAsync(questions, default);
            pods.Asked.Clear();
            pods.Time.Advance(TimeSpan.FromSeconds(15));
        }
    }
}
