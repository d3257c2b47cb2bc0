using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Alone on the machine: it compares times.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SourceCollection : ICollectionFixture<SourceScene>
{
    /// <summary>Its name.</summary>
    public const string Name = "metrics sources";
}

/// <summary>C1 to C18: what metrics servers do wrong, all in one run (<see cref="SourceScene"/>).</summary>
/// <param name="scene">The run.</param>
[Collection(SourceCollection.Name)]
public sealed class MetricsSourceTests(SourceScene scene)
{
    public static TheoryData<string> Names => new(SourceRows.All.Select(r => r.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_source_that_fails_is_named_with_its_reason_and_replicas_are_held(string name)
    {
        var (row, result) = (SourceRows.All.First(r => r.Name == name), scene.Results[name]);
        var told = string.Join('\n', result.Conditions);
        Assert.True(result is { Replicas: 2, ScaleWrites: 0 }, $"{result.Replicas} replicas, {result.ScaleWrites} scale writes:\n{told}");
        if (row.Reason is not null)
        {
            var condition = result.Conditions.FirstOrDefault(c => c.Type == row.Condition);
            Assert.True((condition.Status, condition.Reason) == ("False", row.Reason), told);
            Assert.DoesNotContain(SourceScene.Secret, told, StringComparison.Ordinal);
        }

        if (row.Url is null) Assert.True(result.IsWellAgain, "it is not known again after the fault");
    }

    [Fact]
    public void What_the_sources_seemed_to_say_moves_replicas_where_it_can_be_believed()
    {
        Assert.Equal(1, scene.Controls.Idle);
        Assert.InRange(scene.Controls.Busy ?? 0, 3, 5);
    }

    [Fact]
    public void Monitors_of_a_healthy_source_are_decided_on_as_quickly_as_before()
    {
        var (control, faulty) = (scene.Latencies.Control, scene.Latencies.Faulty);
        var told = $"{control.Count} decisions, {Tell(control)}; under faults {Tell(faulty)}";
        TestContext.Current.SendDiagnosticMessage(told);
        // Who waited for sources that fail would be late by their timeout at every change. On a busy machine one change of the five, and
        // with it all twenty decisions, may come late, with faults or without.
        const double AllButOne = 1 - (1.0 / SourceScene.Flips);
        foreach (var share in new[] { 0.5, AllButOne })
            Assert.True(At(faulty, share) <= (At(control, share) * 1.2) + SourceScene.Interval, told);

        static TimeSpan At(IReadOnlyList<TimeSpan> latencies, double share) => latencies.Order().ElementAt((int)Math.Ceiling(latencies.Count * share) - 1);

        static string Tell(IReadOnlyList<TimeSpan> latencies) =>
            FormattableString.Invariant($"median {At(latencies, 0.5).TotalSeconds:0.000} s, p99 {At(latencies, 0.99).TotalSeconds:0.000} s, ")
            + $"worst of each change {string.Join(' ', latencies.Chunk(SourceScene.Others).Select(c => FormattableString.Invariant($"{c.Max().TotalSeconds:0.000}")))}";
    }

    [Theory]
    [InlineData("Ready")]
    [InlineData("SLOMet")]
    [InlineData("MetricsAvailable")]
    [InlineData("ScalingActive")]
    public void C15_Right_and_wrong_answers_in_turn_do_not_turn_the_judgement_each_time(string condition)
    {
        var result = scene.Results["c15"];
        var turned = result.Told.Count(c => c.Type == condition && c.Status != "True");
        // Every second answer is wrong. A busy machine may miss the right one between two of them, once in a while.
        Assert.InRange(result.Rounds, 10, int.MaxValue);
        Assert.True(turned * 6 <= result.Rounds, $"turned in {turned} of {result.Rounds} rounds");
    }

    [Theory]
    [InlineData("c2-silent")]
    [InlineData("c3-500")]
    [InlineData("c3-429")]
    [InlineData("c10-flood")]
    [InlineData("c16-elsewhere")]
    public void A_source_that_does_not_serve_is_left_alone(string name) =>
        // Three rounds of two queries, and then a try after 1, 2, 4, 8, 16, 32 and 60 s at most.
        Assert.InRange(scene.Results[name].Asked, 2, 16);

    [Theory]
    [InlineData("c4-400")]
    [InlineData("c5")]
    public void A_source_that_serves_is_asked_on(string name) => Assert.InRange(scene.Results[name].Asked, 20, int.MaxValue);

    [Fact]
    public void C10_Answers_that_do_not_end_cost_little_memory()
    {
        TestContext.Current.SendDiagnosticMessage($"{scene.Growth / (1 << 20)} MiB more at the highest");
        Assert.InRange(scene.Growth, 0, 50 << 20);
    }

    [Fact]
    public void C16_Nobody_follows_a_redirect() => Assert.Equal(0, scene.Strays);

    [Fact]
    public void C18_A_source_that_goes_down_under_overload_is_told_by_an_Event_that_says_that_replicas_are_held() =>
        Assert.Contains(scene.Events, e => e.Reason == "MetricsUnavailable" && e.Note.EndsWith("replicas are held", StringComparison.Ordinal));

    [Fact]
    public void The_operator_lives_on_and_shows_no_secret()
    {
        Assert.True(scene.IsAlive);
        Assert.DoesNotContain(SourceScene.Secret, scene.Log, StringComparison.Ordinal);
        Assert.Empty(ProcessOracles.LiveOn([], [("operator", scene.Log)]));
    }
}
