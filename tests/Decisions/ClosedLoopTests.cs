using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>The pipeline against a queue that answers it.</summary>
public class ClosedLoopTests
{
    private readonly List<string> _story = [];
    private readonly List<(int Second, Decision Decision)> _changes = [];
    private readonly List<(int Second, double FirstToken, int Current)> _seconds = [];

    [Theory]
    [InlineData(15, null)]
    [InlineData(40, null)]
    [InlineData(120, null)]
    [InlineData(40, 1)]
    [InlineData(40, 2)]
    [InlineData(120, 3)]
    public void A_step_overload_is_healed_without_oscillation_and_given_back(int coldStart, int? seed)
    {
        // 4 requests/s fit one pod; 30/s need four full ones, five with room; then nothing.
        Drive(new(1, coldStart, seed is { } s ? new Random(s) : null), t => t < 300 ? 4 : t < 2400 ? 30 : 0, 4200);
        var story = string.Join('\n', _story);

        // Ordered within three intervals of the step: two until latency and queue show in a sample, one to spare.
        Assert.True(_changes[0].Second is > 300 and <= 345, story);
        Assert.Equal(DecisionReason.QueueSaturated, _changes[0].Decision.Reason);
        Assert.Equal(FirstToken, _changes[0].Decision.Trigger);

        // Healed after two cold starts and the time to work the backlog off, and from then on for good.
        var healed = 300 + (2 * coldStart) + 240;
        Assert.True(_seconds.Where(x => x.Second > healed && x.Second < 2400).All(x => x.FirstToken <= 1), story);

        // Grown once, given back once: the direction turns a single time.
        Assert.True(Turns() <= 1, story);
        Assert.True(_seconds.Max(x => x.Current) <= 12, story);
        Assert.Equal(1, _seconds[^1].Current);
    }

    [Fact]
    public void A_slow_wave_is_followed_and_the_objective_is_kept()
    {
        Drive(new(2, 40, new Random(7)), t => 20 + (16 * Math.Sin(2 * Math.PI * t / 3600)), 4 * 3600);
        var story = string.Join('\n', _story);
        var later = _seconds.Where(x => x.Second > 3600).ToList();
        Assert.True(later.Count(x => x.FirstToken > 1) <= later.Count * 0.01, $"{later.Count(x => x.FirstToken > 1)} of {later.Count} s over the bound\n{story}");
        Assert.True(later.Max(x => x.Current) - later.Min(x => x.Current) >= 2, story);
        Assert.True(later.Max(x => x.Current) <= 9, story);
        Assert.True(Turns() <= 12, story);
    }

    [Fact]
    public void A_steady_load_with_noise_does_not_move()
    {
        Drive(new(4, 40, new Random(11)), _ => 20, 3600);
        Assert.True(_changes.Count == 0, string.Join('\n', _story));
    }

    [Fact]
    public void A_fleet_that_was_never_busy_is_tried_smaller_step_by_step_where_a_budget_may_pay_for_it()
    {
        // 9 requests/s need two pods of 8; twelve stand there.
        var plan = Plan(Limits(1, 20), Latency with { Quantile = 0.95, Budget = new(0.99, TimeSpan.FromDays(1)) });
        Drive(new(12, 40, new Random(3)), _ => 9, 4 * 3600, plan);
        var story = string.Join('\n', _story);
        Assert.Equal(DecisionReason.DemandFell, _changes[0].Decision.Reason);
        Assert.InRange(_seconds[^1].Current, 2, 3);
        // What was tried in vain was tried once, and the budget could bear it.
        Assert.True(Turns() <= 2, story);
        Assert.True(_seconds.Count(x => x.FirstToken > 1) <= 24 * 3600 * 0.01 / 2, $"{_seconds.Count(x => x.FirstToken > 1)} s\n{story}");
    }

    private int Turns()
    {
        var signs = _changes.Select(c => Math.Sign(c.Decision.To - c.Decision.From)).ToList();
        return signs.Zip(signs.Skip(1), (a, b) => a != b).Count(turned => turned);
    }

    private void Drive(QueueModel model, Func<int, double> arrivals, int seconds, Plan? plan = null)
    {
        plan ??= Plan(Limits(1, 20));
        var state = MonitorState.Start;
        Observation? seen = null;
        for (var t = 1; t <= seconds; t++)
        {
            model.Step(arrivals(t));
            _seconds.Add((t, model.FirstToken, model.Current));
            if (t % 15 == 0) seen = model.Observe(At(t));

            // A sample is five seconds old when it is looked at; the counts of pods are always of now.
            if (t % 15 != 5 || seen is null) continue;
            var outcome = Pipeline.Decide(plan, state, seen with { Replicas = new(model.Current, model.Ready), Events = Events(plan) }, At(t));
            state = outcome.State;
            var decision = outcome.Decision!;
            _story.Add($"{t}s ready {model.Ready} {outcome.Verdicts[0].State} {decision.Reason}: {decision.Message}");
            if (!decision.IsChange) continue;
            _changes.Add((t, decision));
            model.Scale(decision.To);
        }
    }

    /// <summary>A second counts as one event.</summary>
    private Dictionary<string, ObjectiveEvents> Events(Plan plan)
    {
        if (plan.Objectives[0].Budget is not { } budget) return [];
        var bad = _seconds.Count(x => x.FirstToken > 1);
        return new() { [FirstToken] = new Windows().With(budget.Window, bad, budget.Window.TotalSeconds).ToEvents() };
    }
}
