using System.Collections.Immutable;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class CapacityTests
{
    [Fact]
    public void A_breach_on_full_pods_makes_their_concurrency_the_limit() =>
        Assert.Equal(Memory(16, null) with { Batch = 16 }, Learn(default, ObjectiveState.Breached, 3, Constant(16, waiting: 40)));

    [Theory]
    [InlineData(1.25, 8)]
    [InlineData(9, 5)]
    [InlineData(0.9, 10)]
    public void A_breach_without_a_queue_lowers_the_limit_by_how_bad_it_is_and_at_most_by_half(double value, double limit) =>
        Assert.Equal(limit, Learn(default, ObjectiveState.Breached, value, Constant(10)).Limit!.Value, 6);

    [Fact]
    public void Latency_that_outlives_its_backlog_teaches_the_concurrency_of_the_backlog() =>
        Assert.Equal(16, Learn(default, ObjectiveState.Breached, 5, [.. Constant(16, waiting: 9).Take(3), Sample(45, 3), Sample(60, 2)]).Limit);

    [Fact]
    public void A_limit_falls_and_takes_what_was_proven_with_it() =>
        Assert.Equal(Memory(10, 10), Learn(Memory(30, 25), ObjectiveState.AtRisk, 0.9, Constant(10)));

    [Fact]
    public void A_higher_breach_does_not_raise_the_limit() =>
        Assert.Equal(Memory(8, 4) with { Batch = 16 }, Learn(Memory(8, 4), ObjectiveState.Breached, 3, Constant(16, waiting: 40)));

    [Fact]
    public void A_limit_is_never_below_one_request() =>
        Assert.Equal(1, Learn(default, ObjectiveState.Breached, 50, Constant(0.6)).Limit);

    [Fact]
    public void Idle_pods_beside_a_breach_teach_nothing() =>
        Assert.Equal(default, Learn(default, ObjectiveState.Breached, 50, Constant(0.4)));

    [Fact]
    public void Young_capacity_teaches_no_limit() =>
        Assert.Equal(default, Learn(default, ObjectiveState.Breached, 3, Constant(16, waiting: 40), settled: false));

    [Fact]
    public void Partial_measurements_teach_nothing()
    {
        ImmutableArray<LoadSample> history = [.. Constant(16).Select(s => s with { Coverage = 0.89 })];
        Assert.Equal(default, Learn(default, ObjectiveState.Breached, 3, history));
        Assert.Equal(default, Learn(default, ObjectiveState.Met, 0.3, history));
    }

    [Fact]
    public void A_calm_window_proves_its_lowest_level()
    {
        var history = Constant(10).SetItem(2, Sample(30, 7));
        Assert.Equal(Memory(null, 7), Learn(default, ObjectiveState.Met, 0.3, history));
    }

    [Fact]
    public void Half_a_window_proves_nothing() =>
        Assert.Equal(default, Learn(default, ObjectiveState.Met, 0.3, [.. Constant(10).Take(3)]));

    [Theory]
    [InlineData(ObjectiveState.Met, 0.85, null)]
    [InlineData(ObjectiveState.AtRisk, 0.3, null)]
    [InlineData(ObjectiveState.Breached, 0.3, null)]
    [InlineData(ObjectiveState.Met, 0.3, UnknownReason.Stale)]
    public void What_is_not_calm_proves_nothing(ObjectiveState state, double value, UnknownReason? unknown) =>
        Assert.Equal(default, Capacity.Learn(default, [Judged(state, value, unknown)], Constant(10), true));

    [Fact]
    public void Full_pods_prove_nothing_but_their_batch() =>
        Assert.Equal(default(CapacityMemory) with { Batch = 10 }, Learn(default, ObjectiveState.Met, 0.3, Constant(10, waiting: 1)));

    [Fact]
    public void Without_a_scaling_objective_nothing_is_proven() =>
        Assert.Equal(default, Capacity.Learn(default, [], Constant(10), true));

    [Fact]
    public void A_limit_that_was_surpassed_calmly_rises() =>
        Assert.Equal(Memory(20, 20), Learn(Memory(12, 10), ObjectiveState.Met, 0.3, Constant(20)), Near);

    [Fact]
    public void Calm_work_near_the_limit_lifts_it_slowly()
    {
        var memory = Memory(10, null);
        for (var i = 0; i < 240; i++) memory = Learn(memory, ObjectiveState.Met, 0.3, Constant(8));
        Assert.InRange(memory.Limit!.Value, 10.19, 10.21);
        Assert.Equal(10, Learn(Memory(10, null), ObjectiveState.Met, 0.3, Constant(4)).Limit!.Value);
    }

    private static CapacityMemory Memory(double? limit, double? proven) => default(CapacityMemory) with { Limit = limit, Proven = proven };

    private static bool Near(CapacityMemory a, CapacityMemory b) => Math.Abs((a.Limit ?? 0) - (b.Limit ?? 0)) < 0.1 && a.Proven == b.Proven;

    private static CapacityMemory Learn(
        CapacityMemory memory, ObjectiveState state, double value, ImmutableArray<LoadSample> history, bool settled = true) =>
        Capacity.Learn(memory, [Judged(state, value)], history, settled);
}
