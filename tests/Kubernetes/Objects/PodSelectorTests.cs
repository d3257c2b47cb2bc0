using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Objects;

public sealed class PodSelectorTests
{
    [Theory]
    [InlineData("app=chat", true)]
    [InlineData("app==chat,tier in (gpu,cpu)", true)]
    [InlineData("app=chat,tier in (cpu)", false)]
    [InlineData("tier notin (cpu, tpu)", true)]
    [InlineData("missing notin (x)", true)]
    [InlineData("app!=chat", false)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!canary,app=chat", true)]
    [InlineData("app=other", false)]
    public void Requirements_are_anded(string selector, bool expected)
    {
        var labels = new Dictionary<string, string> { ["app"] = "chat", ["tier"] = "gpu" };
        Assert.Equal(expected, PodSelector.Parse(selector).Matches(labels));
        Assert.Equal(expected, PodSelector.Parse(selector).ToLabelSelector()!.Matches(labels));
    }

    [Fact]
    public void An_empty_selector_selects_nothing()
    {
        Assert.False(PodSelector.Parse("").Matches(new Dictionary<string, string> { ["a"] = "b" }));
        // As an object it would select everything.
        Assert.Null(PodSelector.Parse("").ToLabelSelector());
    }

    [Fact]
    public void A_label_selector_without_requirements_selects_everything_and_an_unknown_operator_nothing()
    {
        Assert.True(new LabelSelector().Matches(null));
        Assert.True(new LabelSelector { MatchLabels = new Dictionary<string, string>(), MatchExpressions = [] }.Matches(null));
        Assert.False(new LabelSelector { MatchLabels = new Dictionary<string, string> { ["a"] = "b" } }.Matches(null));
        Assert.False(new LabelSelector { MatchExpressions = [new() { Key = "a", Operator = "Resembles" }] }.Matches(new Dictionary<string, string> { ["a"] = "b" }));
    }

    [Theory]
    [InlineData("app between (a,b)")]
    [InlineData("a b")]
    [InlineData("replicas>3")]
    public void What_cannot_be_read_is_refused(string selector)
    {
        Assert.Throws<FormatException>(() => PodSelector.Parse(selector));
    }
}
