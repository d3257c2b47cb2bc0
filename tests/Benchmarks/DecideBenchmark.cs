using System.Globalization;
using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Benchmarks;

/// <summary>Decisions per second and bytes per decision, as a ratio to HorizontalPodAutoscaler's arithmetic in the same run.</summary>
internal static class DecideBenchmark
{
    private const int Intervals = 240;
    private const int Rounds = 7;
    private const int Monitors = 100;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Plan Plan = new(
        [new("first-token", Indicator.TimeToFirstToken, 1, true, true), new("errors", Indicator.ErrorRatio, 0.01, true, false)],
        new(1, 50,
            new(TimeSpan.Zero, PolicySelect.Max, [new(true, 100, TimeSpan.FromSeconds(15)), new(false, 4, TimeSpan.FromSeconds(15))]),
            new(TimeSpan.FromSeconds(300), PolicySelect.Max, [new(false, 1, TimeSpan.FromSeconds(60))])));

    public static void Run()
    {
        var observations = Enumerable.Range(0, Intervals).Select(Observe).ToArray();
        Measure(observations, Ours);
        Measure(observations, Theirs);
        var ours = Enumerable.Range(0, Rounds).Select(_ => Measure(observations, Ours)).OrderBy(m => m.Nanoseconds).ToList()[Rounds / 2];
        var theirs = Enumerable.Range(0, Rounds).Select(_ => Measure(observations, Theirs)).OrderBy(m => m.Nanoseconds).ToList()[Rounds / 2];
        Print("Pipeline.Decide", ours);
        Print("HPA arithmetic", theirs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"ratio            {ours.Nanoseconds / theirs.Nanoseconds,10:0.0} x time {ours.Bytes / Math.Max(1, theirs.Bytes),10:0.0} x bytes"));
    }

    private static void Print(string name, (double Nanoseconds, double Bytes) measured) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-16} {1e9 / measured.Nanoseconds,10:0} /s {measured.Nanoseconds,10:0} ns {measured.Bytes,10:0} bytes per decision"));

    /// <summary>The median of several rounds is taken by the caller: other work on the machine slows single rounds.</summary>
    private static (double Nanoseconds, double Bytes) Measure(Observation[] observations, Func<Observation[], int> run)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = TimeProvider.System.GetTimestamp();
        var sum = 0;
        for (var i = 0; i < Monitors; i++) sum += run(observations);
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        if (sum == 0) throw new InvalidOperationException("nothing was decided");
        var decisions = (double)Monitors * observations.Length;
        return (elapsed.TotalNanoseconds / decisions, (GC.GetAllocatedBytesForCurrentThread() - bytes) / decisions);
    }

    private static int Ours(Observation[] observations)
    {
        var (state, current) = (MonitorState.Start, 2);
        for (var i = 0; i < observations.Length; i++)
        {
            var outcome = Pipeline.Decide(Plan, state, observations[i] with { Replicas = new(current, current) }, Start.AddSeconds(15 * i));
            (state, current) = (outcome.State, outcome.Decision!.To);
        }

        return current;
    }

    /// <summary>desired = ceil(ready · value / target), tolerance 10 %, highest of the window on the way down, bounds.</summary>
    private static int Theirs(Observation[] observations)
    {
        var (window, current) = (new List<(DateTimeOffset Time, int Desired)>(), 2);
        for (var i = 0; i < observations.Length; i++)
        {
            var now = Start.AddSeconds(15 * i);
            if (!observations[i].Load.Running.TryGet(out var running)) continue;
            var ratio = running / current / 12;
            var desired = Math.Abs(ratio - 1) <= 0.1 ? current : (int)Math.Ceiling(current * ratio);
            window.RemoveAll(r => now - r.Time > TimeSpan.FromSeconds(300));
            window.Add((now, desired));
            current = Math.Clamp(desired < current ? Math.Min(current, window.Max(r => r.Desired)) : desired, 1, 50);
        }

        return current;
    }

    /// <summary>An hour with a wave of load that breaches the objective at its top.</summary>
    private static Observation Observe(int i)
    {
        var at = Start.AddSeconds(15 * i);
        var wave = 1 + Math.Sin(2 * Math.PI * i / Intervals);
        var readings = new Dictionary<string, Reading>
        {
            ["first-token"] = Reading.Of(0.2 + (0.6 * wave), at),
            ["errors"] = Reading.Of(0, at),
        };
        var load = new LoadReadings(Reading.Of(4 + (40 * wave), at), Reading.Of(wave > 1.8 ? 30 : 0, at), Reading.Of(2 + (20 * wave), at));
        return new(readings, load, new(2, 2));
    }
}
