using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class WorkReaderTests
{
    private readonly WorkReader _reader = new([SourceAccess.ForAll("prod"), SourceAccess.ForAll("lab"), new("ops", ns => ns == "ops")], EngineCatalog.LoadEmbedded());

    [Fact]
    public void A_minimal_spec_gets_the_first_source_p95_and_our_behavior()
    {
        var (work, problem) = _reader.Read(Findings.Monitor());
        Assert.Null(problem);
        Assert.Equal("prod", work!.Source);
        Assert.Equal(new("first-token", Indicator.TimeToFirstToken, 0.95, 1), Assert.Single(work.Indicators));
        Assert.Equal(new("first-token", Indicator.TimeToFirstToken, 1, true, true), Assert.Single(work.Plan.Objectives));
        Assert.Equal("1s", work.Bounds["first-token"]);
        var limits = work.Plan.Scaling!;
        Assert.Equal((1, 5), (limits.MinReplicas, limits.MaxReplicas));
        Assert.Equal(TimeSpan.FromSeconds(300), limits.Down.Stabilization);
        Assert.Equal([new(true, 100, TimeSpan.FromSeconds(15)), new(false, 4, TimeSpan.FromSeconds(15))], limits.Up.Policies.OrderBy(p => !p.IsPercent));
    }

    [Fact]
    public void Without_scaling_nothing_may_ask_for_replicas()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Scaling = null;
        var (work, _) = _reader.Read(monitor);
        Assert.Null(work!.Plan.Scaling);
        Assert.False(work.Plan.Objectives[0].MayScale);
    }

    [Fact]
    public void Only_named_objectives_scale_when_some_are_named()
    {
        var monitor = Findings.Monitor();
        monitor.Spec.Objectives.Add(new() { Indicator = "inter-token-latency", Quantile = "p99", Below = IntOrString.FromString("50ms") });
        monitor.Spec.Scaling!.Objectives = ["inter-token-latency"];
        var (work, _) = _reader.Read(monitor);
        Assert.Equal([false, true], work!.Plan.Objectives.Select(o => o.MayScale));
        Assert.Equal(0.05, work.Plan.Objectives[1].Bound);
    }

    [Fact]
    public void Every_indicator_of_the_custom_resource_has_one_in_the_decisions()
    {
        (string Name, string Bound)[] all =
        [
            ("time-to-first-token", "1s"), ("inter-token-latency", "1s"), ("time-per-output-token", "1s"), ("request-latency", "1s"),
            ("queue-wait", "1s"), ("error-ratio", "1%"), ("kv-cache-use", "90%"), ("waiting", "5"), ("in-flight", "5"),
            ("request-rate", "5"), ("token-throughput", "5000"), ("availability", "99.9%"), ("gpu-utilization", "90%"), ("gpu-memory-use", "95%"),
            ("gpu-temperature", "85"), ("gpu-errors", "1"), ("cpu-use", "90%"), ("memory-use", "90%"), ("accuracy", "92%"), ("precision", "92%"),
            ("recall", "92%"), ("f1", "92%"), ("drift-psi", "0.25"), ("drift-ks", "0.1"), ("custom", "7"),
        ];
        var monitor = Findings.Monitor();
        monitor.Spec.Objectives = [.. all.Select(i => new ObjectiveSpec
        {
            Indicator = i.Name,
            Below = IndicatorNames.IsGoodWhenHigh(i.Name) ? null : IntOrString.FromString(i.Bound),
            Above = IndicatorNames.IsGoodWhenHigh(i.Name) ? IntOrString.FromString(i.Bound) : null,
            Query = i.Name == IndicatorNames.Custom ? "sum(up{$pods})" : null,
        })];
        var read = new List<Indicator>();
        foreach (var some in monitor.Spec.Objectives.Chunk(16))
        {
            monitor.Spec.Objectives = some;
            var (work, problem) = _reader.Read(monitor);
            Assert.Null(problem);
            read.AddRange(work!.Plan.Objectives.Select(o => o.Indicator));
            Assert.All(work.Indicators, q => Assert.Equal(q.Quantile is not null, IndicatorNames.IsLatency(q.Objective)));
        }

        Assert.Equal(Enum.GetValues<Indicator>().Order(), read.Order());
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
