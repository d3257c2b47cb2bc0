using System.Collections.Immutable;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>Where the requests per second of one pod come from.</summary>
public class PodRateTests
{
    private static readonly HeadroomMemory Memory = HeadroomMemory.Start(Latency, 1.4);

    [Fact]
    public void The_pod_model_counts_where_it_is_calibrated()
    {
        var capacity = Calibrated(batch: 64) with { Limit = 3 };
        Assert.Equal(Constants.Utilisation * 64 / (200 * 0.0312), Rate(Memory, Constant(8), capacity)!.Value, 6);
    }

    [Fact]
    public void It_goes_slowly_to_a_new_estimate_and_is_not_led_astray_by_one()
    {
        var model = Constants.Utilisation * 64 / (200 * 0.0312);
        Assert.Equal(6 + ((model - 6) * Constants.PodRateGain), Rate(Memory with { PodRate = 6 }, Constant(8), Calibrated(64))!.Value, 6);
        Assert.Equal(1 + ((Constants.MaxRatio - 1) * Constants.PodRateGain), Rate(Memory with { PodRate = 1 }, Constant(8), Calibrated(64))!.Value, 6);
    }

    [Fact]
    public void Without_inter_token_times_it_is_between_the_limit_and_the_present_over_the_time_in_service()
    {
        // 9 run and 3 a second are done, so 3 s each; 16 would take 3 s to 5.3 s.
        Assert.Equal(Math.Sqrt(16 * 9) / 3, Rate(Memory, Constant(9, completed: 3), Limited(16))!.Value, 9);
        // Beyond the limit there is nothing to foretell.
        Assert.Equal(16 / 5.0, Rate(Memory, Constant(20, completed: 4), Limited(16))!.Value, 9);
    }

    [Fact]
    public void Pods_with_little_to_do_teach_nothing_unless_nothing_else_is_known()
    {
        Assert.Equal(5, Rate(Memory with { PodRate = 5 }, Constant(7.9, completed: 3), Limited(16)));
        Assert.NotEqual(5, Rate(Memory with { PodRate = 5 }, Constant(8, completed: 3), Limited(16)));
        Assert.Equal(4 / 2.0, Rate(Memory, Constant(1, completed: 0.5), Limited(16))!.Value, 9);
    }

    [Fact]
    public void What_was_learned_before_outlives_a_guess()
    {
        // A limit found without a queue, where inter-token times promise a model.
        var telling = Constant(16, completed: 3).SetItem(4, Sample(60, 16, completed: 3, interToken: 0.02));
        Assert.Equal(9, Rate(Memory with { PodRate = 9 }, telling, Limited(16)));
        Assert.NotEqual(9, Rate(Memory with { PodRate = 9 }, telling.SetItem(2, Sample(30, 16, 1, 3)), Limited(16)));
        Assert.NotEqual(9, Rate(Memory with { PodRate = 9 }, Constant(16, completed: 3), Limited(16)));

        // A model whose batch nobody saw may only lower it.
        Assert.Equal(9, Rate(Memory with { PodRate = 9 }, Constant(8), Calibrated()));
        Assert.True(Rate(Memory with { PodRate = 20 }, Constant(8), Calibrated()) < 20);
    }

    [Fact]
    public void What_was_known_stays_when_nothing_new_is()
    {
        Assert.Null(Rate(Memory, Constant(8), default));
        Assert.Equal(5, Rate(Memory with { PodRate = 5 }, Constant(8), default));
        Assert.Equal(5, Rate(Memory with { PodRate = 5 }, Constant(8, completed: 0), Limited(16)));
        Assert.Equal(5, Headroom.Learn(Memory with { PodRate = 5 }, Met, null, Measured(Constant(8), capacity: Calibrated(64)) with { IsNewLoad = false }).PodRate);
    }

    [Fact]
    public void It_is_at_once_no_less_than_half_of_what_pods_were_seen_to_finish_within_the_objective()
    {
        var low = Memory with { PodRate = 0.9 };
        Assert.Equal(4 / Constants.MaxRatio, Rate(low, Constant(2, completed: 4), Limited(16)));
        Assert.Equal(4 / Constants.MaxRatio / 1.25, Rate(low with { Correction = 1.25 }, Constant(2, completed: 4), Limited(16))!.Value, 9);
        // Not yet a window, not all pods; and a model knows better.
        Assert.Equal(0.9, Rate(low, [.. Constant(2, completed: 4).Take(3)], Limited(16)));
        Assert.Equal(0.9, Rate(low, [.. Constant(2, completed: 4).Select(s => s with { Coverage = 0.5 })], Limited(16)));
        Assert.True(Rate(low, Constant(2, completed: 4), Calibrated(64)) < 1);
    }

    [Fact]
    public void What_pods_finish_in_a_breach_counts_where_the_objective_is_about_waiting()
    {
        var (low, history) = (Memory with { PodRate = 0.9 }, Constant(2, completed: 4));
        Assert.Equal(4 / Constants.MaxRatio, Rate(low, history, Limited(16), Judged(ObjectiveState.Breached, 3)));
        var whole = Judged(ObjectiveState.Breached, 3);
        whole = whole with { Objective = whole.Objective with { Indicator = Indicator.RequestLatency } };
        Assert.Equal(0.9, Rate(low with { Objective = whole.Objective }, history, Limited(16), whole));
    }

    private static Judged Met => Judged(ObjectiveState.Met, 0.3);

    private static CapacityMemory Limited(double limit) => default(CapacityMemory) with { Limit = limit };

    private static double? Rate(HeadroomMemory memory, ImmutableArray<LoadSample> history, CapacityMemory capacity, Judged? objective = null) =>
        Headroom.Learn(memory, objective ?? Met, null, Measured(history, capacity: capacity)).PodRate;
}
