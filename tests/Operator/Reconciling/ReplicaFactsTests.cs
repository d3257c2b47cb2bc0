using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class ReplicaFactsTests
{
    [Fact]
    public void A_ready_pod_tells_how_long_it_took_from_its_node_to_its_readiness()
    {
        var counts = Of(Pods.Pod("a", readyAfter: 91));
        Assert.Equal((1, 1), (counts.Current, counts.Ready));
        Assert.Equal([new PodStart(Pods.Created.AddSeconds(91), TimeSpan.FromSeconds(90))], counts.Starts);
        Assert.Empty(counts.StartingSince);
    }

    [Fact]
    public void A_pod_that_never_was_ready_is_starting_since_it_was_made()
    {
        var unscheduled = Pods.Unschedulable("b", "none");
        var counts = Of(Pods.Pod("a", createdAfter: 5), unscheduled, new() { Metadata = new() { Name = "new", CreationTimestamp = Pods.Created.AddSeconds(9) } });
        Assert.Equal([Pods.Created.AddSeconds(5), Pods.Created, Pods.Created.AddSeconds(9)], counts.StartingSince);
        Assert.Equal(0, counts.Ready);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(900, false)]
    public void A_pod_that_was_ready_once_is_not_starting(int unreadySince, bool isStarting)
    {
        var pod = Pods.Pod("a");
        pod.Status!.Conditions![1].LastTransitionTime = Pods.Created.AddSeconds(unreadySince);
        Assert.Equal(isStarting ? 1 : 0, Of(pod).StartingSince.Count);
    }

    [Fact]
    public void Starts_that_say_nothing_of_a_cold_start_are_left_out()
    {
        var (restarted, bare, backwards) = (Pods.Pod("restarted", 91), Pods.Pod("bare", 91), Pods.Pod("backwards", 91));
        restarted.Status!.ContainerStatuses = [new(), new() { RestartCount = 1 }];
        bare.Status!.Conditions![0].LastTransitionTime = null;
        backwards.Status!.Conditions![0].LastTransitionTime = Pods.Created.AddSeconds(92);
        Assert.Empty(Of(restarted, bare, backwards, Pods.Pod("late", 3602)).Starts);
        Assert.Single(Of(Pods.Pod("just", 3601)).Starts);
    }

    [Fact]
    public void Only_the_newest_starts_are_told()
    {
        var starts = Of([.. Enumerable.Range(0, 30).Select(i => Pods.Pod($"p{i}", 100, createdAfter: i))]).Starts;
        Assert.Equal(Enumerable.Range(10, 20).Reverse().Select(i => Pods.Created.AddSeconds(100 + i)), starts.Select(s => s.ReadyAt));
    }

    [Theory]
    [InlineData("pod-template-hash")]
    [InlineData("controller-revision-hash")]
    public void Pods_of_two_revisions_are_a_rollout(string label)
    {
        var (old, young, plain) = (Pods.Pod("old", 10), Pods.Pod("young"), Pods.Pod("plain"));
        old.Metadata.Labels = new Dictionary<string, string> { [label] = "1" };
        young.Metadata.Labels = new Dictionary<string, string> { [label] = "2" };
        plain.Metadata.Labels = null;
        Assert.True(Of(old, plain, young).IsRollingOut);
        Assert.False(Of(old, plain, old).IsRollingOut);
    }

    [Fact]
    public void What_keeps_a_pod_from_a_node_is_told_in_the_schedulers_words()
    {
        Assert.Equal("0/3 nodes: 3 Insufficient nvidia.com/gpu", Of(Pods.Pod("a", 10), Pods.Unschedulable("c", "else"), Pods.Unschedulable("b", "0/3 nodes: 3 Insufficient nvidia.com/gpu")).Blocked);
        Assert.Equal("no node takes the pod", Of(Pods.Unschedulable("b", null)).Blocked);
        Assert.Null(Of(Pods.Pod("a")).Blocked);
        var gated = Pods.Unschedulable("gated", "waits");
        gated.Status!.Conditions![0].Reason = "SchedulingGated";
        Assert.Null(Of(gated).Blocked);
    }

    [Fact]
    public void Words_of_others_are_cut_and_cannot_break_a_line_or_turn_the_text()
    {
        Assert.Equal("a\\u000ab\\u001b[31m\\u202ec", OthersWords.Clip("a\nb\u001b[31m\u202ec"));
        Assert.Equal(256, OthersWords.Clip(new string('x', 1000)).Length);
        Assert.Equal(new string('x', 255), OthersWords.Clip(new string('x', 255) + "\n"));
        Assert.Equal(new string('x', 255), OthersWords.Clip(new string('x', 255) + "😀"));
    }

    private static ReplicaCounts Of(params V1Pod[] pods) => ReplicaFacts.Of(pods.Length, pods);
}
