using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Sampling;

public class ShardsTests
{
    [Fact]
    public void Namespaces_fill_a_shard_up_to_its_pods_and_are_never_split()
    {
        var shards = Shards.Of([Question("a", 3), Question("b", 3), Question("c", 3), Question("d", 9), Question("a", 1)], maxPods: 7);
        Assert.Equal(["a,a,b", "c", "d"], shards.Select(Names));
    }

    [Fact]
    public void Engines_are_apart_and_tenants_too()
    {
        MonitorQuestion[] questions = [Question("a", 1), Question("b", 1) with { Engine = "tgi" }, Question("c", 1)];
        Assert.Equal(["a,c", "b"], Shards.Of(questions).Select(Names));
        Assert.Equal(["a", "c", "b"], Shards.Of(questions, isPerNamespace: true).Select(Names));
    }

    [Fact]
    public void Nothing_asked_is_no_shard() => Assert.Empty(Shards.Of([]));

    private static string Names(IReadOnlyList<MonitorQuestion> shard) => string.Join(',', shard.Select(q => q.Namespace));

    private static MonitorQuestion Question(string ns, int pods) =>
        new($"{ns}/x", ns, "x", [.. Enumerable.Range(0, pods).Select(i => new ReadyPod($"{i}"))], "vllm", []);
}
