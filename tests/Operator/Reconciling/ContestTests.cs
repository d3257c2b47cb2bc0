using System.Diagnostics.CodeAnalysis;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class ContestTests
{
    [Fact]
    public void Of_two_monitors_on_one_target_the_older_acts_and_the_other_says_who()
    {
        var (old, young) = (Monitor("old", 0), Monitor("young", 1));
        var contest = ContestOf(young, old);
        Assert.Null(contest.WhyNot(old));
        var rival = contest.WhyNot(young)!;
        Assert.Equal((ConditionType.Contested, "OtherMonitor"), (rival.Condition, rival.Reason));
        Assert.Contains("older monitor old scales Deployment chat", rival.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_same_age_the_lower_uid_acts()
    {
        var (a, b) = (Monitor("a", 0), Monitor("b", 0));
        Assert.Null(ContestOf(b, a).WhyNot(a));
        Assert.NotNull(ContestOf(b, a).WhyNot(b));
    }

    [Theory]
    [InlineData("another target")]
    [InlineData("another group")]
    [InlineData("does not scale")]
    [InlineData("recommends")]
    [InlineData("on its way out")]
    [InlineData("another namespace")]
    public void A_monitor_that_would_not_scale_the_target_is_no_rival(string which)
    {
        var other = Monitor("old", 0);
        switch (which)
        {
            case "another target": other.Spec.TargetRef.Name = "other"; break;
            case "another group": other.Spec.TargetRef.ApiVersion = "example.com/v1"; break;
            case "does not scale": other.Spec.Scaling = null; break;
            case "recommends": other.Spec.Mode = MonitorMode.Recommend; break;
            case "on its way out": other.Metadata.DeletionTimestamp = Findings.Now; break;
            case "another namespace": other.Metadata.Namespace = "other"; break;
        }

        var young = Monitor("young", 1);
        Assert.Null(ContestOf(other, young).WhyNot(young));
    }

    [Theory]
    [InlineData(ConditionReason.HorizontalPodAutoscaler, "apps/v1")]
    [InlineData(ConditionReason.ScaledObject, "apps/v1beta1")]
    [InlineData(ConditionReason.ScaledObject, null)]
    [InlineData(ConditionReason.HorizontalPodAutoscaler, "")]
    public void Another_controllers_autoscaler_of_the_target_is_named_with_what_to_do(ConditionReason reason, string? apiVersion)
    {
        var problem = Against(new Autoscaler(reason, "other", apiVersion, "Deployment", "chat"))!;
        Assert.Equal((ConditionType.Contested, reason.ToString()), (problem.Condition, problem.Reason));
        Assert.Equal($"{reason} other scales Deployment chat; delete it, or leave spec.scaling out of this monitor", problem.Message);
    }

    [Theory]
    [InlineData("apps/v1", "Deployment", "chat-2")]
    [InlineData("apps/v1", "StatefulSet", "chat")]
    [InlineData("example.com/v1", "Deployment", "chat")]
    [InlineData("v1", "Deployment", "chat")]
    public void An_autoscaler_of_another_target_is_no_rival(string apiVersion, string kind, string name) =>
        Assert.Null(Against(new Autoscaler(ConditionReason.HorizontalPodAutoscaler, "other", apiVersion, kind, name)));

    [Fact]
    public void A_ScaledObject_is_named_before_the_autoscaler_that_it_made()
    {
        Autoscaler[] both = [new(ConditionReason.ScaledObject, "chat", null, "Deployment", "chat"), new(ConditionReason.HorizontalPodAutoscaler, "keda-hpa-chat", "apps/v1", "Deployment", "chat")];
        Assert.Equal("ScaledObject", Against(both)!.Reason);
    }

    [Fact]
    public void A_monitor_that_does_not_scale_has_no_rival()
    {
        var monitor = Monitor("chat", 0);
        monitor.Spec.Mode = MonitorMode.Recommend;
        Assert.Null(new Contest(new Fixed([monitor]), _ => [new(ConditionReason.HorizontalPodAutoscaler, "other", "apps/v1", "Deployment", "chat")]).WhyNot(monitor));
    }

    private static Problem? Against(params Autoscaler[] autoscalers)
    {
        var monitor = Monitor("chat", 0);
        return new Contest(new Fixed([monitor]), ns => ns == "llm" ? autoscalers : []).WhyNot(monitor);
    }

    private static V1Alpha1ModelMonitor Monitor(string name, int age)
    {
        var monitor = Findings.Monitor();
        (monitor.Metadata.Name, monitor.Metadata.Uid, monitor.Metadata.CreationTimestamp) = (name, $"uid-{name}", Findings.Now.AddSeconds(age));
        return monitor;
    }

    private static Contest ContestOf(params V1Alpha1ModelMonitor[] monitors) => new(new Fixed(monitors), _ => []);

    private sealed class Fixed(V1Alpha1ModelMonitor[] all) : IStore<V1Alpha1ModelMonitor>
    {
        public bool TryGet(ObjectKey key, [MaybeNullWhen(false)] out V1Alpha1ModelMonitor resource) =>
            (resource = Array.Find(all, m => ObjectKey.Of(m) == key)) is not null;

        public IReadOnlyCollection<V1Alpha1ModelMonitor> List() => all;

        public IReadOnlyCollection<V1Alpha1ModelMonitor> List(string ns) => [.. all.Where(m => m.Metadata.Namespace == ns)];
    }
}
