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

    public static LoadSample Sample(double seconds, double running, double waiting = 0, double completed = 1, int ready = 1, double coverage = 1) =>
        new(At(seconds), running, waiting, completed, ready, coverage);

    /// <summary>A whole window of the same load.</summary>
    public static ImmutableArray<LoadSample> Constant(double running, double waiting = 0, double completed = 1, int ready = 1) =>
        [.. Enumerable.Range(0, 5).Select(i => Sample(i * 15, running, waiting, completed, ready))];

    public static Situation Situation(
        int current = 2,
        int? ready = null,
        Judged[]? scaling = null,
        ImmutableArray<LoadSample>? history = null,
        UnknownReason? loadUnknown = null,
        double? limit = null,
        double? proven = null,
        bool settled = true,
        ScalingLimits? limits = null) =>
        new(limits ?? Limits(), new(current, ready ?? current), [.. scaling ?? [Judged(ObjectiveState.Met, 0.3)]],
            history ?? Constant(8, ready: ready ?? current), loadUnknown, new(limit, proven), settled);
}
