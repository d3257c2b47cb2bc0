using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class WorkReaderTests
{
    private readonly WorkReader _reader = new([SourceAccess.ForAll("prod"), SourceAccess.ForAll("lab"), new("ops", ns => ns == "ops")], EngineCatalog.LoadEmbedded());

    [Fact]
    public void A_minimal_spec_gets_the_first_source_and_asks_for_p95()
    {
        var (work, problem) = _reader.Read(Findings.Monitor());
        Assert.Null(problem);
        Assert.Equal("prod", work!.Source);
        Assert.Equal(new("first-token", Indicator.TimeToFirstToken, 0.95, 1), Assert.Single(work.Indicators));
        Assert.Equal("1s", work.Bounds["first-token"]);
        Assert.Equal(5, work.Plan.Scaling!.MaxReplicas);
    }

    [Fact]
    public void A_mean_is_asked_for_without_a_quantile()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Objectives[0].Quantile = "mean";
        Assert.Null(Assert.Single(_reader.Read(monitor).Work!.Indicators).Quantile);
    }

    [Fact]
    public void An_unknown_source_names_those_that_are_there()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Metrics = new() { Source = "nowhere" };
        var (_, problem) = _reader.Read(monitor);
        Assert.Equal(nameof(ConditionReason.UnknownSource), problem!.Reason);
        Assert.Contains("prod, lab", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_of_other_namespaces_is_as_good_as_none()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Metrics = new() { Source = "ops" };
        var (_, problem) = _reader.Read(monitor);
        Assert.Equal(nameof(ConditionReason.UnknownSource), problem!.Reason);
        Assert.EndsWith("has for this namespace: prod, lab", problem.Message, StringComparison.Ordinal);
        monitor.Metadata.Namespace = "ops";
        Assert.Equal("ops", _reader.Read(monitor).Work!.Source);
        monitor.Spec.Metrics = null;
        Assert.Equal("ops", new WorkReader([new("lab", ns => ns == "lab"), new("ops", ns => ns == "ops")], EngineCatalog.LoadEmbedded()).Read(monitor).Work!.Source);
        Assert.Equal(nameof(ConditionReason.UnknownSource), new WorkReader([new("lab", ns => ns == "lab")], EngineCatalog.LoadEmbedded()).Read(monitor).Problem!.Reason);
    }

    [Fact]
    public void A_query_that_could_read_other_namespaces_is_refused_with_its_field()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Objectives[0] = new() { Indicator = "custom", Above = IntOrString.FromString("92%"), Query = "up{$pods}", SamplesQuery = "sum(up)" };
        var (_, problem) = _reader.Read(monitor);
        Assert.Equal(nameof(ConditionReason.InvalidSpec), problem!.Reason);
        Assert.StartsWith("spec.objectives[0].samplesQuery: line 1, column 5", problem.Message, StringComparison.Ordinal);
        monitor.Spec.Objectives[0].SamplesQuery = null;
        Assert.Equal(("up{$pods}", null), (_reader.Read(monitor).Work!.Indicators[0].Custom!.Query, _reader.Read(monitor).Work!.Indicators[0].Custom!.SamplesQuery));
    }

    [Fact]
    public void An_objective_with_a_budget_is_counted_over_its_window()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Objectives[0].Budget = new() { Target = "99%", Window = "7d" };
        Assert.Equal(TimeSpan.FromDays(7), Assert.Single(_reader.Read(monitor).Work!.Indicators).BudgetWindow);
    }

    [Fact]
    public void A_wake_query_is_asked_beside_the_objectives_and_is_none_of_them()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Scaling = new() { MinReplicas = 0, MaxReplicas = 3, WakeQuery = "sum(pending{$selector})" };
        var (work, problem) = _reader.Read(monitor);
        Assert.Null(problem);
        Assert.Equal(["first-token"], work!.Plan.Objectives.Select(o => o.Name));
        Assert.Equal(["first-token", Work.WakeObjective], work.Indicators.Select(i => i.Objective));
        Assert.Equal((Indicator.Custom, new CustomQuestion("sum(pending{$selector})", null)), (work.Indicators[1].Indicator, work.Indicators[1].Custom!));
    }

    [Fact]
    public void A_wake_query_that_could_read_other_namespaces_is_refused_with_its_field()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Scaling!.WakeQuery = "sum(pending{$selector}) + sum(up)";
        var (_, problem) = _reader.Read(monitor);
        Assert.Equal(nameof(ConditionReason.InvalidSpec), problem!.Reason);
        Assert.StartsWith("spec.scaling.wakeQuery: line 1, column 31", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_rule_names_the_field_and_how_many_more_there_are()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Scaling = new() { MinReplicas = 9, MaxReplicas = 3 };
        monitor.Spec.Objectives[0].Below = IntOrString.FromString("1d");
        var (_, problem) = _reader.Read(monitor);
        Assert.Equal(nameof(ConditionReason.InvalidSpec), problem!.Reason);
        Assert.StartsWith("spec.", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("(and 1 more)", problem.Message, StringComparison.Ordinal);
    }
}
