using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions.Properties;

/// <summary>
/// What must hold for every plan and every story. The stories are the same in every run; <c>PROPERTY_SEED</c> asks for others, and
/// <c>PROPERTY_STORIES</c> for more of them. A failure prints the shortest story that fails and the seed.
/// </summary>
public partial class PropertyTests
{
    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("PROPERTY_SEED") ?? "20260101", null);

    private static readonly int Stories = int.Parse(Environment.GetEnvironmentVariable("PROPERTY_STORIES") ?? "120", null);

    [Fact]
    public void Replicas_stay_within_their_bounds() => ForEveryLook(look =>
    {
        var (limits, decision) = (look.Plan.Scaling!, look.Decision);
        if (decision.From == 0 && limits.MinReplicas > 0) return decision.To == 0;
        // Who puts every change back would do it with these, too.
        if (decision.LimitedBy == Guard.Contested) return decision.To == decision.From;
        if (decision.To > decision.From) return decision.To <= limits.MaxReplicas;
        if (decision.To < decision.From) return decision.To >= limits.MinReplicas;
        return decision.To >= limits.MinReplicas && (decision.To <= limits.MaxReplicas || IsHeld(decision) || !look.IsKnown);
    });

    [Fact]
    public void What_is_not_known_never_lowers_replicas() =>
        ForEveryLook(look => look.IsKnown || look.Decision.To >= look.Decision.From);

    /// <summary>At the very moments at which something is removed.</summary>
    [Fact]
    public void Any_one_signal_that_is_not_known_keeps_the_replicas() => ForEvery(story =>
    {
        foreach (var look in Look.At(story).Where(l => l.Decision.To < l.Decision.From))
        {
            foreach (var signal in look.Needed)
            {
                foreach (var blur in Blurs(look.Now))
                {
                    var blurred = Pipeline.Decide(look.Plan, look.Before, World.With(look.Observation, signal, blur), look.Now).Decision!;
                    Assert.True(blurred.To >= blurred.From, $"{look.Text}\nwithout signal {signal}: {blurred}");
                }
            }
        }
    });

    private static IEnumerable<Func<Reading, Reading>> Blurs(DateTimeOffset now) =>
    [
        _ => Reading.Unknown(UnknownReason.NoData),
        r => r.TryGet(out var v) ? Reading.Of(v, r.SampleTime, 0.89) : r,
        r => r.TryGet(out var v) ? Reading.Of(v, now - Seconds(61)) : r,
    ];

    [Fact]
    public void An_outage_at_any_moment_never_lowers_replicas_before_all_is_known_again() => ForEvery(story =>
    {
        for (var at = 0; at < story.Ticks.Length; at += 11)
        {
            Tick[] ticks = [.. story.Ticks[..at], new(Happening.Outage, 100), new(Happening.Quiet, 24)];
            var before = story.Ticks[..at].Sum(t => t.What == Happening.Quiet ? t.Amount : 1);
            foreach (var look in Look.At(story with { Ticks = ticks }).Skip(before).TakeWhile(l => !l.IsKnown))
                Assert.True(look.Decision.To >= look.Decision.From, look.Text);
        }
    });

    /// <summary>All else equal: not where the busier moment also teaches that a pod can do more.</summary>
    [Fact]
    public void More_load_never_gives_fewer_replicas() => ForEvery(story =>
    {
        foreach (var look in Look.At(story))
        {
            var last = look.Decision.To;
            foreach (var factor in new[] { 1.05, 1.5, 4, 100 })
            {
                var more = Pipeline.Decide(look.Plan, look.Before, More(look.Observation, factor), look.Now).Decision!;
                if (PodCapacity(more) > PodCapacity(look.Decision)) continue;
                Assert.True(more.To >= last, $"{look.Text}\n{factor} times the load: {more}");
                last = more.To;
            }
        }
    });

    [Fact]
    public void No_number_is_not_a_number() => ForEveryLook(look =>
    {
        var (decision, learned) = (look.Decision, look.Outcome.State.Learned);
        var budgets = look.Outcome.Verdicts.Select(v => v.Budget).OfType<BudgetVerdict>();
        var numbers = decision.Steps.Select(s => s.Value).Append(learned.Headroom ?? 0).Append(learned.PodCapacity ?? 0)
            .Concat(budgets.SelectMany(b => new[] { b.BurnRate ?? 0, b.Remaining ?? 0 }));
        var words = decision.Message + decision.Otherwise + string.Join(' ', decision.Inputs) + string.Join(' ', look.Outcome.Verdicts.Select(v => v.Detail + v.Budget?.Detail));
        return numbers.All(double.IsFinite) && !Nonsense().IsMatch(words.Replace("the value is NaN", "", StringComparison.Ordinal)
            .Replace("the value is Infinity", "", StringComparison.Ordinal).Replace("the value is -Infinity", "", StringComparison.Ordinal));
    });

    [Fact]
    public void The_same_inputs_give_the_same_output() => ForEvery(story =>
    {
        var again = Look.At(story).GetEnumerator();
        foreach (var look in Look.At(story))
        {
            again.MoveNext();
            Assert.Equal(Look.Told(look.Outcome), Look.Told(again.Current.Outcome));
            Assert.Equal(Look.Told(look.Outcome), Look.Told(Pipeline.Decide(look.Plan, look.Before, look.Observation, look.Now)));
        }
    });

    [Fact]
    public void A_second_look_at_the_same_sample_changes_nothing() => ForEvery(story =>
    {
        foreach (var look in Look.At(story))
        {
            var second = Pipeline.Decide(look.Plan, look.Outcome.State, Seen(look), look.Now).Decision!;
            Assert.True(!second.IsChange, $"{look.Text}\nsecond look: {second}");
        }
    });

    /// <summary>The same sample, and the replicas as the decision left them.</summary>
    private static Observation Seen(Look look)
    {
        var replicas = look.Observation.Replicas;
        var (to, ready) = (look.Decision.To, Math.Min(replicas.Ready, look.Decision.To));
        var starting = replicas.StartingSince.Order().TakeLast(to - ready).Concat(Enumerable.Repeat(look.Now, Math.Max(0, to - replicas.Current)));
        return look.Observation with { Replicas = replicas with { Current = to, Ready = ready, StartingSince = [.. starting] } };
    }

    [Fact]
    public void The_rate_policies_are_kept() => ForEveryLook(look =>
    {
        var (limits, decision) = (look.Plan.Scaling!, look.Decision);
        return decision.Reason == DecisionReason.Woken || ((decision.To <= decision.From || decision.To <= Math.Max(limits.MinReplicas, Furthest(look, limits.Up, up: true)))
            && (decision.To >= decision.From || decision.To >= Math.Min(limits.MaxReplicas, Furthest(look, limits.Down, up: false))));
    });

    [Fact]
    public void Nothing_is_removed_after_a_restart_before_a_whole_window_was_seen() => ForEveryLook(look =>
        look.Decision.To >= look.Decision.From
        || look.Decision.Reason is DecisionReason.AboveMaximum or DecisionReason.CapacityReleased
        || look.Now - look.Started >= Constants.Window && look.Now - look.Started > look.Plan.Scaling!.Down.Stabilization);

    [Fact]
    public void A_decision_can_be_told() => ForEveryLook(look =>
        look.Decision.Message.Length is >= 1 and <= 256
        && look.Decision.Inputs.Count is >= 1 and <= 6
        && (look.Decision.Reason == DecisionReason.HeldUnknown) == (look.Decision.Unknown is not null)
        && look.Outcome.Verdicts.All(v => v.State != ObjectiveState.Unknown || v.UnknownReason is not null));

    /// <summary>Without these, the others could hold because nothing happens.</summary>
    [Fact]
    public void The_stories_hold_what_the_properties_speak_of()
    {
        var seen = new HashSet<string>();
        ForEvery(story =>
        {
            foreach (var look in Look.At(story))
            {
                var change = Math.Sign(look.Decision.To.CompareTo(look.Decision.From));
                seen.Add($"{change} {(look.IsKnown ? "known" : "unknown")}");
                seen.Add(look.Decision.Reason.ToString());
                if (look.Started > T0) seen.Add($"{change} after a restart");
                if (look.Decision.From > look.Plan.Scaling!.MaxReplicas) seen.Add("above the maximum");
                seen.UnionWith(look.Outcome.Verdicts.Select(v => v.State.ToString()));
                seen.UnionWith(look.Outcome.Verdicts.Select(v => v.Budget?.State.ToString() ?? ""));
            }
        }, times: 4);
        Assert.Empty(Expected.Except(seen));
    }

    private static readonly string[] Expected =
    [
        "1 known", "0 known", "-1 known", "1 unknown", "0 unknown", "1 after a restart", "-1 after a restart", "above the maximum",
        .. Enum.GetNames<ObjectiveState>(), .. Enum.GetNames<BudgetState>(), .. Enum.GetNames<DecisionReason>(),
    ];

    private static double PodCapacity(Decision decision) => decision.Steps.FirstOrDefault(s => s.Name == "podCapacity").Value;

    /// <summary>Somebody else's number is left alone for a while, also over the maximum.</summary>
    private static bool IsHeld(Decision decision) => decision.Reason.ToString().StartsWith("Held", StringComparison.Ordinal);

    /// <summary>The bound of the rate policies, written down a second time.</summary>
    private static int Furthest(Look look, DirectionRules rules, bool up)
    {
        var current = look.Decision.From;
        int Start(RatePolicy p) => current - look.Before.Changes.Where(c => look.Now - c.Time < p.Period).Sum(c => c.To - c.From);
        var bounds = rules.Policies
            .Select(p => Start(p) + ((up ? 1 : -1) * (p.IsPercent ? Start(p) * p.Value / 100.0 : p.Value)))
            .Select(b => up ? Math.Ceiling(b) : Math.Floor(b)).ToList();
        if (rules.Select == PolicySelect.Disabled) return current;
        if (bounds.Count == 0) return up ? int.MaxValue : 0;
        var bound = rules.Select == PolicySelect.Max == up ? bounds.Max() : bounds.Min();
        return (int)(up ? Math.Max(bound, current) : Math.Min(bound, current));
    }

    /// <summary>
    /// The same moment with more work. Full pods cannot work on more, nor finish more: what comes on top waits.
    /// </summary>
    private static Observation More(Observation o, double factor)
    {
        Reading Times(Reading r) => r.TryGet(out var value) ? Reading.Of(Math.Clamp(value * factor, double.MinValue, double.MaxValue), r.SampleTime, r.Coverage) : r;
        var load = o.Load;
        if (load.Waiting.TryGet(out var waiting) && waiting >= o.Replicas.Ready) return o with { Load = load with { Waiting = Times(load.Waiting), Queued = Times(load.Queued) } };
        return o with
        {
            Load = load with
            {
                Running = Times(load.Running),
                Completed = Times(load.Completed),
                OutputTokens = Times(load.OutputTokens),
                Queued = Times(load.Queued),
            },
            Rates = o.Rates.ToDictionary(r => r.Key, r => new EventRate(r.Value.Good * factor, r.Value.Total * factor)),
        };
    }

    private static void ForEveryLook(Func<Look, bool> holds) => ForEvery(story =>
    {
        foreach (var look in Look.At(story)) Assert.True(holds(look), look.Text);
    });

    private static void ForEvery(Action<Story> holds, int times = 1) => Check.One(
        Story.Sized(Config.QuickThrowOnFailure).WithMaxTest(Stories * times).WithReplay(new Replay(new Rnd(Seed, 1), null)),
        Prop.ForAll(Story.Any, holds));

    [GeneratedRegex("NaN|∞|Infinity", RegexOptions.CultureInvariant)]
    private static partial Regex Nonsense();
}
