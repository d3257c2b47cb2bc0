using System.Diagnostics.CodeAnalysis;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Sampling;

namespace ModelMonitor.Tests.Operator.Sampling;

public sealed class PodFinderTests
{
    private static readonly DateTimeOffset Started = new ManualTime().GetUtcNow();

    [Fact]
    public void Only_selected_pods_that_are_ready_and_stay_are_found()
    {
        var leaving = Pod("leaving");
        leaving.Metadata.DeletionTimestamp = Started;
        var pods = Find(Pod("a"), Pod("other", app: "x"), Pod("unready", ready: "False"), leaving, new() { Metadata = new() { Name = "new", Labels = new Dictionary<string, string> { ["app"] = "chat" } } });
        Assert.Equal(["a"], pods.Select(p => p.Name));
    }

    [Fact]
    public void A_pod_is_described_with_address_images_and_since_when_it_is_ready()
    {
        var pod = Assert.Single(Find(Pod("a")));
        Assert.Equal(("10.0.0.7", Started.AddMinutes(5), null), (pod.Address, pod.Started, pod.EngineLabel));
        Assert.Equal(["vllm/vllm-openai:v0.32", "sidecar"], pod.Images);
        var bare = Pod("bare");
        bare.Status!.Conditions![0].LastTransitionTime = null;
        Assert.Equal(Started, Assert.Single(Find(bare)).Started);
    }

    [Fact]
    public void Our_own_label_says_the_engine_before_that_of_others()
    {
        var pod = Pod("a");
        pod.Metadata.Labels!["llm-d.ai/engine-type"] = "sglang";
        Assert.Equal("sglang", Assert.Single(Find(pod)).EngineLabel);
        pod.Metadata.Labels["modelmonitor.dev/engine"] = "tgi";
        Assert.Equal("tgi", Assert.Single(Find(pod)).EngineLabel);
    }

    private static IReadOnlyList<ReadyPod> Find(params V1Pod[] pods) => new PodFinder(new Pods(pods)).Ready("llm", PodSelector.Parse("app=chat"));

    private static V1Pod Pod(string name, string app = "chat", string ready = "True") => new()
    {
        Metadata = new() { Name = name, Namespace = "llm", Labels = new Dictionary<string, string> { ["app"] = app } },
        Spec = new() { Containers = [new() { Image = "vllm/vllm-openai:v0.32" }, new() { Image = null }, new() { Image = "sidecar" }] },
        Status = new()
        {
            PodIP = "10.0.0.7",
            StartTime = Started,
            Conditions = [new() { Type = "Ready", Status = ready, LastTransitionTime = Started.AddMinutes(5) }],
        },
    };

    private sealed class Pods(IReadOnlyCollection<V1Pod> pods) : IStore<V1Pod>
    {
        public bool TryGet(ObjectKey key, [MaybeNullWhen(false)] out V1Pod resource) => throw new NotSupportedException();

        public IReadOnlyCollection<V1Pod> List() => pods;

        public IReadOnlyCollection<V1Pod> List(string ns) => pods;
    }
}
