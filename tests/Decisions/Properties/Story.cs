using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions.Properties;

/// <summary>One look, and what happened before it.</summary>
/// <param name="What">What happened.</param>
/// <param name="Amount">How much of it, 0 to 100.</param>
public sealed record Tick(Happening What, int Amount)
{
    public override string ToString() => What == Happening.Nothing ? "." : $"{What}({Amount.ToString(CultureInfo.InvariantCulture)})";
}

/// <summary>A plan, what is known of its target from before, and what happens to it. Shrinks to fewer and quieter ticks.</summary>
public sealed record Story(Plan Plan, Learned? Learned, Tick[] Ticks)
{
    private const int MostTicks = 80;

    public override string ToString() =>
        $"{Plan.Scaling} {string.Join(", ", Plan.Scaling!.Up.Policies)} / {string.Join(", ", Plan.Scaling.Down.Policies)}; "
        + $"{string.Join(", ", Plan.Objectives.Select(o => o.Name))}; {Learned}: {string.Join(' ', Ticks.Select(t => t.ToString()))}";

    public static Arbitrary<Story> Any { get; } = Arb.From(
        from plan in Plans()
        from learned in Gen.Elements(null, new Learned(1.2, 6, Seconds(60)))
        from ticks in Ticked().ArrayOf()
        select new Story(plan, learned, ticks),
        story => Shrink(story.Ticks).Select(ticks => story with { Ticks = ticks }));

    private static IEnumerable<Tick[]> Shrink(Tick[] ticks)
    {
        for (var part = ticks.Length / 2; part > 0; part /= 2)
            for (var from = 0; from < ticks.Length; from += part) yield return [.. ticks[..from], .. ticks[Math.Min(ticks.Length, from + part)..]];
        for (var i = 0; i < ticks.Length; i++)
            if (ticks[i].What != Happening.Nothing) yield return [.. ticks[..i], new Tick(Happening.Nothing, 0), .. ticks[(i + 1)..]];
    }

    private static Gen<Tick> Ticked() => Gen.Frequency(
        (10, Gen.Constant(Happening.Nothing)),
        (5, Gen.Constant(Happening.Load)),
        (3, Gen.Constant(Happening.Quiet)),
        (1, Gen.Constant(Happening.Budget)),
        (10, Gen.Elements(Enum.GetValues<Happening>()))).SelectMany(what => Gen.Choose(0, 100).Select(amount => new Tick(what, amount)));

    private static Gen<Plan> Plans() =>
        from min in Gen.Frequency((2, Gen.Constant(0)), (4, Gen.Choose(1, 6)))
        from more in Gen.Choose(0, 20)
        from up in Rules()
        from down in Rules()
        from objectives in Gen.Choose(1, 3)
        from budget in Gen.Elements(0.9, 0.99, 0.999)
        from reserve in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 4)))
        select new Plan(
            [
                .. new[]
                {
                    Latency with { Quantile = Math.Min(budget, 0.95), Budget = new(budget, TimeSpan.FromDays(7)) },
                    new Objective("queue", Indicator.Waiting, 4, true, true),
                    new Objective("heat", Indicator.GpuTemperature, 85, true, false),
                }.Take(objectives),
            ],
            new(min, Math.Max(1, min + more), up, down) { ReservePods = reserve, ReserveShare = reserve / 10.0 });

    private static Gen<DirectionRules> Rules() => Gen.OneOf(
        Gen.Elements(DefaultUp, DefaultDown, Free),
        from seconds in Gen.Choose(0, 900)
        from choice in Gen.Elements(PolicySelect.Max, PolicySelect.Max, PolicySelect.Min, PolicySelect.Min, PolicySelect.Disabled)
        from policies in (
            from percent in Gen.Elements(true, false)
            from value in Gen.Choose(1, 120)
            from period in Gen.Choose(1, 1800)
            select new RatePolicy(percent, value, Seconds(period))).ArrayOf()
        select new DirectionRules(Seconds(seconds), choice, [.. policies.Take(3)]));

    /// <summary>Long enough for the windows to pass, whatever the size that a run is at.</summary>
    public static Config Sized(Config config) => config.WithStartSize(MostTicks / 3).WithEndSize(MostTicks);
}
