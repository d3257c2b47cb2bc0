using System.Text.RegularExpressions;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>What must hold for every plan and every input: random runs, each told by its seed.</summary>
public partial class PipelinePropertyTests
{
    private static readonly double[] Odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -5, 0, 1e308, 1e-300, double.Epsilon];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_decision_keeps_the_promises(int seed)
    {
        var random = new Random(seed);
        var plan = RandomPlan(random);
        var limits = plan.Scaling!;
        var (state, time, current) = (MonitorState.Start, 0.0, random.Next(1, 30));
        for (var i = 0; i < 400; i++)
        {
            time += random.Next(10) == 0 ? random.Next(-100, 1000) : random.Next(1, 20);
            if (random.Next(40) == 0) current = random.Next(0, 40);
            var observation = RandomObservation(random, At(time), current);
            var outcome = Pipeline.Decide(plan, state, observation, At(time));
            var decision = outcome.Decision!;
            var what = $"seed {seed}, step {i}: {decision}";

            Assert.Equal(current, decision.From);
            if (current == 0) Assert.True(decision.To == 0, what);
            else if (!IsKnown(plan, observation, outcome, At(time)))
            {
                Assert.True(decision.To >= current, what);
                Assert.True(decision.To <= Math.Max(limits.MaxReplicas, current), what);
            }
            else Assert.True(decision.To >= limits.MinReplicas && decision.To <= limits.MaxReplicas, what);

            if (decision.To > current) Assert.True(decision.To <= Furthest(limits, state, current, At(time), up: true), what);
            if (decision.To < current) Assert.True(decision.To >= Furthest(limits, state, current, At(time), up: false), what);
            if (decision.To < current && decision.Reason != DecisionReason.AboveMaximum)
            {
                Assert.DoesNotContain(plan.Objectives.Zip(outcome.Verdicts), x => x.First.MayScale && x.Second.State is not ObjectiveState.Met);
                Assert.True(observation.Replicas.Ready >= current, what);
            }

            Assert.DoesNotMatch(Nonsense(), decision.Message + string.Join(' ', decision.Inputs));
            Assert.InRange(decision.Message.Length, 1, 256);
            Assert.InRange(decision.Inputs.Count, 1, 6);
            Assert.Equal(decision.Reason == DecisionReason.HeldUnknown, decision.Unknown is not null);
            Assert.All(outcome.Verdicts, v => Assert.True(v.State != ObjectiveState.Unknown || v.UnknownReason is not null, what));
            Same(decision, Pipeline.Decide(plan, state, observation, At(time)).Decision!);

            state = outcome.State;
            if (random.Next(8) != 0) current = decision.To;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Looking_again_at_the_same_sample_changes_nothing(int seed)
    {
        var random = new Random(seed);
        var plan = RandomPlan(random);
        var (state, current) = (MonitorState.Start, random.Next(1, 12));
        for (var i = 0; i < 100; i++)
        {
            var now = At(i * 15);
            var observation = RandomObservation(random, now, current);
            var first = Pipeline.Decide(plan, state, observation, now);
            var again = Pipeline.Decide(plan, first.State, observation, now);
            Assert.Equal(first.Verdicts, again.Verdicts);
            if (!first.Decision!.IsChange) Same(first.Decision, again.Decision!);
            state = again.State;
            current = Math.Max(1, again.Decision!.To);
        }
    }

    private static void Same(Decision a, Decision b)
    {
        Assert.Equal(a with { Inputs = [] }, b with { Inputs = [] });
        Assert.Equal(a.Inputs, b.Inputs);
    }

    /// <summary>Written down a second time: every scaling objective and the load known now, of nearly all pods.</summary>
    private static bool IsKnown(Plan plan, Observation o, Outcome outcome, DateTimeOffset now) =>
        new[] { o.Load.Running, o.Load.Waiting, o.Load.Completed }
            .All(r => r.Kind != ReadingKind.Unknown && (now - r.SampleTime).TotalSeconds is <= 60 and >= -30)
        && o.Replicas.Ready > 0
        && outcome.State.Load[^1].Coverage >= 0.9
        && plan.Objectives.Zip(outcome.Verdicts)
            .All(x => !x.First.MayScale || (x.Second.UnknownReason is null && x.Second.Reading.Coverage >= 0.9));

    /// <summary>The bound of the rate policies, written down a second time; the plan's own bounds come past them.</summary>
    private static int Furthest(ScalingLimits limits, MonitorState state, int current, DateTimeOffset now, bool up)
    {
        var rules = up ? limits.Up : limits.Down;
        int Start(RatePolicy p) => current - state.Changes.Where(c => now - c.Time < p.Period || c.Time > now).Sum(c => c.To - c.From);
        var bounds = rules.Policies
            .Select(p => (double)Start(p) + ((up ? 1 : -1) * (p.IsPercent ? Start(p) * p.Value / 100.0 : p.Value)))
            .Select(b => up ? Math.Ceiling(b) : Math.Floor(b)).ToList();
        var wide = rules.Select == PolicySelect.Max;
        double bound = rules.Select == PolicySelect.Disabled ? current
            : bounds.Count == 0 ? (up ? int.MaxValue : 0)
            : wide == up ? bounds.Max() : bounds.Min();
        return up
            ? (int)Math.Max(Math.Max(bound, current), limits.MinReplicas)
            : (int)Math.Min(Math.Min(bound, current), limits.MaxReplicas);
    }

    private static Plan RandomPlan(Random random)
    {
        DirectionRules Rules() => new(
            Seconds(random.Next(3) * random.Next(600)),
            (PolicySelect)(random.Next(8) == 0 ? 2 : random.Next(2)),
            [.. Enumerable.Range(0, random.Next(4)).Select(_ => new RatePolicy(random.Next(2) == 0, random.Next(1, 120), Seconds(random.Next(1, 1800))))]);
        var min = random.Next(1, 6);
        Objective[] objectives =
        [
            Latency,
            new("queue", Indicator.Waiting, 4, true, random.Next(2) == 0),
            new("in-flight", Indicator.InFlight, 3, false, random.Next(4) == 0),
        ];
        return new([.. objectives.Take(random.Next(1, 4))], new(min, min + random.Next(20), Rules(), Rules()));
    }

    private static Observation RandomObservation(Random random, DateTimeOffset now, int current)
    {
        var troubled = random.Next(3) == 0;
        Reading Of(double scale)
        {
            if (troubled && random.Next(4) == 0) return Reading.Unknown((UnknownReason)random.Next(12), "because");
            var value = troubled && random.Next(6) == 0 ? Odd[random.Next(Odd.Length)] : random.Next(6) == 0 ? 0 : random.NextDouble() * scale;
            return Reading.Of(value, now - Seconds(troubled ? random.Next(-40, 80) : random.Next(10)), troubled ? random.NextDouble() : 1);
        }

        var readings = new Dictionary<string, Reading> { [FirstToken] = Of(2), ["queue"] = Of(8), ["in-flight"] = Of(12) };
        var ready = random.Next(4) == 0 ? random.Next(0, current + 3) : current;
        return new(readings, new(Of(100), Of(60), Of(30)), new(current, ready));
    }

    [GeneratedRegex("NaN|∞|Infinity", RegexOptions.CultureInvariant)]
    private static partial Regex Nonsense();
}
