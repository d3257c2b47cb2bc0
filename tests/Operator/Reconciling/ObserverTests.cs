using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class ObserverTests
{
    private static readonly ObjectKey Monitor = new("llm", "chat");

    private readonly ManualTime _time = new();
    private readonly Pods _pods = new();
    private readonly Observer _observer;

    public ObserverTests() => _observer = new(new(_pods), _time);

    [Fact]
    public void Everything_that_a_sample_and_the_pods_tell_is_in_the_observation()
    {
        _pods.All.AddRange([Pods.Pod("a", 10), Pods.Pod("b")]);
        var events = new Dictionary<string, ObjectiveEvents> { ["first-token"] = ObjectiveEvents.None("none") };
        var rates = new Dictionary<string, EventRate> { ["first-token"] = new(1, 2) };
        var sample = Sample() with { Events = events, Rates = rates };
        var observation = _observer.Observe(Monitor, Target(3), sample);
        Assert.Same(sample.Objectives, observation.Objectives);
        Assert.Same(sample.Load, observation.Load);
        Assert.Same(events, observation.Events);
        Assert.Same(rates, observation.Rates);
        Assert.Equal((3, 1, 1), (observation.Replicas.Current, observation.Replicas.Ready, observation.Replicas.StartingSince.Count));
    }

    [Fact]
    public void Pods_of_others_on_their_way_out_and_ended_ones_do_not_count()
    {
        var (leaving, evicted, others, elsewhere) = (Pods.Pod("leaving", 10), Pods.Pod("evicted"), Pods.Pod("others", 10), Pods.Pod("elsewhere", 10));
        leaving.Metadata.DeletionTimestamp = Pods.Created;
        evicted.Status!.Phase = "Failed";
        others.Metadata.Labels!["app"] = "other";
        elsewhere.Metadata.Namespace = "other";
        _pods.All.AddRange([leaving, evicted, others, elsewhere, Pods.Pod("a", 10)]);
        var replicas = _observer.Observe(Monitor, Target(1), Sample()).Replicas;
        Assert.Equal((1, 1, 0), (replicas.Ready, replicas.Starts.Count, replicas.StartingSince.Count));
    }

    [Fact]
    public void Pods_that_the_cluster_does_not_make_are_told_after_a_while()
    {
        _pods.All.Add(Pods.Pod("a", 10));
        Assert.Null(Blocked(3));
        _time.Advance(Observer.PodsMissingAfter - TimeSpan.FromSeconds(1));
        Assert.Null(Blocked(3));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.StartsWith("the cluster made 1 of 3 pods", Blocked(3), StringComparison.Ordinal);
        // A pod more is progress, and another number another order: each is given its time.
        _pods.All.Add(Pods.Pod("b", 10));
        Assert.Null(Blocked(3));
        _time.Advance(Observer.PodsMissingAfter);
        Assert.StartsWith("the cluster made 2 of 3 pods", Blocked(3), StringComparison.Ordinal);
        Assert.Null(Blocked(4));
        Assert.Null(Blocked(2));
        Assert.Null(Blocked(4));
    }

    [Fact]
    public void Pods_that_are_on_their_way_one_by_one_or_replaced_are_not_missing()
    {
        _pods.All.AddRange([Pods.Pod("a", 10), Pods.Pod("b")]);
        Blocked(3);
        _time.Advance(2 * Observer.PodsMissingAfter);
        Assert.Null(Blocked(3));
        _pods.All[1] = Pods.Pod("b", 10, revision: "2");
        Blocked(3);
        _time.Advance(2 * Observer.PodsMissingAfter);
        Assert.Null(Blocked(3));
    }

    [Fact]
    public void The_schedulers_words_come_before_ours_and_a_forgotten_monitor_begins_anew()
    {
        Blocked(3);
        _time.Advance(Observer.PodsMissingAfter);
        _observer.Forget(Monitor);
        Assert.Null(Blocked(3));
        _pods.All.Add(Pods.Unschedulable("a", "no GPU"));
        Assert.Equal("no GPU", Blocked(3));
    }

    private string? Blocked(int replicas) => _observer.Observe(Monitor, Target(replicas), Sample()).Replicas.Blocked;

    private static Target Target(int replicas) => new(
        V1Deployment.Resource, Monitor, new(new() { Uid = "u", ResourceVersion = "1" }, replicas, replicas, "app=chat"), PodSelector.Parse("app=chat"), IsLive: false);

    private static MonitorSample Sample() => new(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.Collecting));
}
