using System.Collections.Immutable;
using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Decisions;

/// <summary>Short ways to say what a test is about.</summary>
internal static class Make
{
    public const string FirstToken = "first-token";

    public static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly Objective Latency = new(FirstToken, Indicator.TimeToFirstToken, 1, GoodIsBelow: true, MayScale: true);

    public static readonly DirectionRules DefaultUp = new(
        TimeSpan.Zero, PolicySelect.Max, [new(true, 100, Seconds(15)), new(false, 4, Seconds(15))]);

    public static readonly DirectionRules DefaultDown = new(
        Seconds(300), PolicySelect.Max, [new(false, 1, Seconds(60)), new(true, 10, Seconds(60))]);

    public static readonly DirectionRules Free = new(TimeSpan.Zero, PolicySelect.Max, []);

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    public static DateTimeOffset At(double seconds) => T0 + Seconds(seconds);

    public static ScalingLimits Limits(int min = 1, int max = 12, DirectionRules? up = null, DirectionRules? down = null) =>
        new(min, max, up ?? DefaultUp, down ?? DefaultDown);

    public static Plan Plan(ScalingLimits? limits = null, params Objective[] objectives) =>
        new(objectives is [] ? [Latency] : objectives, limits ?? Limits());

    public static LoadReadings Load(double running, double waiting, double completed, DateTimeOffset at, double coverage = 1) =>
        new(Reading.Of(running, at, coverage), Reading.Of(waiting, at, coverage), Reading.Of(completed, at, coverage));

    public static Observation Observe(Reading latency, LoadReadings load, int current, int? ready = null) =>
        new(new Dictionary<string, Reading> { [FirstToken] = latency }, load, new(current, ready ?? current));

    /// <summary>A known moment: p95 of the first token in seconds, and the load.</summary>
    public static Observation Observe(
        double latency, double running, double waiting, double completed, int current, DateTimeOffset at, int? ready = null) =>
        Observe(Reading.Of(latency, at), Load(running, waiting, completed, at), current, ready);

    public static Observation Blind(int current, int? ready = null) => Observe(
        Reading.Unknown(UnknownReason.SourceUnreachable, "connection refused"), LoadReadings.Unknown(UnknownReason.SourceUnreachable), current, ready);

    public static Judged Judged(ObjectiveState state, double value, UnknownReason? unknown = null, double coverage = 1) =>
        new(Latency, new(FirstToken, state, Reading.Of(value, T0, coverage), unknown, "detail", T0));

    public static LoadSample Sample(
        double seconds,
        double running,
        double waiting = 0,
        double completed = 1,
        int ready = 1,
        double coverage = 1,
        double interToken = 0,
        double outputTokens = 0) =>
        new(At(seconds), running, waiting, completed, ready, coverage, interToken, outputTokens);

    /// <summary>A whole window of the same load.</summary>
    public static ImmutableArray<LoadSample> Constant(double running, double waiting = 0, double completed = 1, int ready = 1) =>
        [.. Enumerable.Range(0, Constants.WindowSamples).Select(i => Sample(i * 15, running, waiting, completed, ready))];

    /// <summary>A pod whose tokens take 12 ms and 0.3 ms for each running request, and whose answers have 200 of them.</summary>
    public static CapacityMemory Calibrated(double? batch = null)
    {
        FitMemory fit = default;
        for (var i = 0; i < Constants.FitSamples; i++) fit = fit.Add(10 + (20 * (i % 2)), 0.015 + (0.006 * (i % 2)), 0);
        return default(CapacityMemory) with { Fit = fit, Tokens = 200, Batch = batch };
    }

    public static Need Need(double exact, Objective? objective = null, double podRate = 5, bool ineffective = false) =>
        new(objective ?? Latency, podRate, 1.4, exact, ineffective);

    public static Measured Measured(
        ImmutableArray<LoadSample>? history = null,
        Demand? demand = null,
        CapacityMemory capacity = default,
        TimeSpan? lead = null,
        bool frozen = false)
    {
        var load = history ?? Constant(8);
        var completed = load[^1].Completed;
        return new(
            load, true, demand ?? new(completed, completed, false, load[^1].IsIdle, 1), DemandMemory.Nothing with { Daily = completed },
            capacity, lead ?? Seconds(150), frozen);
    }

    /// <summary>All is well and known, unless something else is said.</summary>
    public static Situation Situation(
        int current = 2,
        int? ready = null,
        Judged[]? scaling = null,
        ImmutableArray<LoadSample>? history = null,
        UnknownReason? loadUnknown = null,
        CapacityMemory capacity = default,
        Demand? demand = null,
        Need[]? needs = null,
        bool settled = true,
        ScalingLimits? limits = null) =>
        new(limits ?? Limits(), new(current, ready ?? current), [.. scaling ?? [Judged(ObjectiveState.Met, 0.3)]], loadUnknown,
            Measured(history ?? Constant(8, ready: Math.Max(1, ready ?? current)), demand, capacity), [.. needs ?? []], settled,
            Contention.None, default, 0, At(60));
}
