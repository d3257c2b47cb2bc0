using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions.Properties;

/// <summary>
/// A target to which a story happens, roughly as it would: pods of 8 requests a second that work on 16 at once, a queue, a cold start.
/// </summary>
internal sealed class World(Plan plan)
{
    private const double PodRate = 8;

    private static readonly double[] OddNumbers =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -5, -0.0, 1e308, double.MaxValue, 1e-300, double.Epsilon, 1e12];

    private readonly List<(DateTimeOffset Since, DateTimeOffset? ReadyAt)> _pods = [];
    private double _arrivals = 4;
    private double _queue;
    private double _slow = 1;
    private double _badShare;
    private double _covered = 1;
    private int _blindTicks;
    private bool _isStuck;
    private bool _isRollingOut;
    private int _before = 2;
    private DateTimeOffset _sampled = T0;

    public DateTimeOffset Now { get; private set; } = T0;

    public int Current { get; private set; } = 2;

    /// <summary>Whether the next decision is carried out.</summary>
    public bool Obeys { get; private set; } = true;

    /// <summary>Whether the operator comes up anew before the next look.</summary>
    public bool Restarts { get; private set; }

    public void Scale(int to)
    {
        if (to != Current) _before = Current;
        Current = to;
    }

    /// <summary>Lets something happen, and says what is seen of it.</summary>
    public Observation After(Tick tick)
    {
        Happen(tick);
        Pass(tick);
        return Blur(tick, See());
    }

    private void Happen(Tick tick)
    {
        (Obeys, Restarts) = (tick.What != Happening.Refused, tick.What == Happening.Restart);
        switch (tick.What)
        {
            case Happening.Load: _arrivals = tick.Amount < 15 ? 0 : tick.Amount * tick.Amount / 20.0; break;
            case Happening.Outage: _blindTicks = 1 + (tick.Amount / 5); break;
            case Happening.SetReplicas: Scale(tick.Amount % 40); break;
            case Happening.Revert: Scale(_before); break;
            case Happening.Rollout: _isRollingOut = !_isRollingOut; break;
            case Happening.Stuck: _isStuck = !_isStuck; break;
            case Happening.LosePods: _pods.RemoveRange(0, _pods.Count * tick.Amount / 100); break;
            case Happening.Slow: _slow = _slow > 1 ? 1 : 1 + (tick.Amount / 5.0); break;
            case Happening.Budget: (_badShare, _covered) = (tick.Amount % 10 == 0 ? tick.Amount / 100.0 : tick.Amount / 2000.0, 1 - (tick.Amount % 7 / 6.0)); break;
        }
    }

    private void Pass(Tick tick)
    {
        var seconds = tick.What switch
        {
            Happening.ClockBack => -tick.Amount,
            Happening.Pause => tick.Amount * 10,
            Happening.LookAgain => 1,
            _ => 15,
        };
        Now += Seconds(seconds);
        if (tick.What != Happening.LookAgain) _sampled = Now - Seconds(tick.Amount % 6);
        while (_pods.Count > Current) _pods.RemoveAt(_pods.Count - 1);
        while (_pods.Count < Current) _pods.Add((Now, _isStuck ? null : Now + Seconds(60)));
        if (!_isStuck)
            for (var i = 0; i < _pods.Count; i++) _pods[i] = _pods[i] with { ReadyAt = _pods[i].ReadyAt ?? Now + Seconds(30) };
        _queue = Math.Clamp(_queue + ((_arrivals - (Ready * PodRate)) * Math.Max(0, seconds)), 0, 100_000);
    }

    private int Ready => _pods.Count(p => p.ReadyAt <= Now);

    private Observation See()
    {
        var ready = Ready;
        var completed = Math.Min(_arrivals + _queue, ready * PodRate);
        var share = ready == 0 ? 0 : completed / (ready * PodRate);
        var running = Math.Floor(ready * 16 * share * share);
        var latency = completed > 0 ? _slow * (0.1 + (0.2 * share) + (_queue / completed)) : 0;
        var good = completed * (latency > Latency.Bound ? 0.2 : 0.995);
        var load = Load(running, Math.Floor(_queue), completed, _sampled) with
        {
            InterToken = Reading.Of(0.02 + (0.03 * share), _sampled),
            OutputTokens = Reading.Of(completed * 200, _sampled),
            Queued = Reading.Of(ready == 0 ? Math.Floor(_queue) : 0, _sampled),
        };
        var readings = new Dictionary<string, Reading>
        {
            [FirstToken] = ready > 0 ? Reading.Of(latency, _sampled) : Reading.Unknown(UnknownReason.NoReadyPods),
            ["queue"] = ready > 0 ? Reading.Of(_queue / ready, _sampled) : Reading.Unknown(UnknownReason.NoReadyPods),
            ["heat"] = Reading.Of(60 + (25 * share), _sampled),
        };
        if (ready == 0) load = LoadReadings.Unknown(UnknownReason.NoReadyPods) with { Queued = load.Queued };
        return new(readings, load, Counts(ready))
        {
            Rates = new Dictionary<string, EventRate> { [FirstToken] = new(good, completed) },
            Events = new Dictionary<string, ObjectiveEvents> { [FirstToken] = Events(completed * 3600) },
        };
    }

    private ReplicaCounts Counts(int ready) => new(Current, ready)
    {
        StartingSince = [.. _pods.Where(p => !(p.ReadyAt <= Now)).Select(p => p.Since)],
        Starts = [.. _pods.Where(p => p.ReadyAt <= Now).Select(p => new PodStart(p.ReadyAt!.Value, p.ReadyAt.Value - p.Since))],
        Blocked = _isStuck ? "0/3 nodes are available: 3 Insufficient nvidia.com/gpu" : null,
        IsRollingOut = _isRollingOut,
    };

    private ObjectiveEvents Events(double total)
    {
        var windows = Windows.AllAt(_badShare, plan.Objectives[0].Budget!.Window, total).ToEvents().Windows;
        return new(windows.ToDictionary(w => w.Key, w => w.Value with { Covered = _covered }));
    }

    /// <summary>What comes between the target and whoever looks.</summary>
    private Observation Blur(Tick tick, Observation seen) => (tick.What, _blindTicks) switch
    {
        (_, > 0) when _blindTicks-- > 0 => Blind(seen),
        (Happening.Missing, _) => With(seen, tick.Amount % 7, _ => Reading.Unknown(UnknownReason.NoData)),
        (Happening.Odd, _) => With(seen, tick.Amount % 7, _ => Reading.Of(OddNumbers[tick.Amount / 7 % OddNumbers.Length], _sampled)),
        (Happening.Partial, _) => All(seen, r => r.TryGet(out var v) ? Reading.Of(v, r.SampleTime, tick.Amount / 100.0) : r),
        (Happening.Age, _) => All(seen, r => r.TryGet(out var v) ? Reading.Of(v, Now - Seconds((2 * tick.Amount) - 50)) : r),
        _ => seen,
    };

    private static Observation Blind(Observation seen) => All(seen, _ => Reading.Unknown(UnknownReason.SourceUnreachable)) with
    {
        Rates = new Dictionary<string, EventRate>(),
        Events = new Dictionary<string, ObjectiveEvents>(),
    };

    private static Observation All(Observation seen, Func<Reading, Reading> blur)
    {
        for (var i = 0; i < 7; i++) seen = With(seen, i, blur);
        return With(seen, 7, blur);
    }

    /// <summary>The same with one signal seen differently: running, waiting, completed, two of the engine's, and three objectives.</summary>
    public static Observation With(Observation seen, int which, Func<Reading, Reading> blur)
    {
        var load = seen.Load;
        Observation Objective(string name) => seen with
        {
            Objectives = new Dictionary<string, Reading>(seen.Objectives) { [name] = blur(seen.Objectives[name]) },
        };
        return which switch
        {
            0 => seen with { Load = load with { Running = blur(load.Running) } },
            1 => seen with { Load = load with { Waiting = blur(load.Waiting) } },
            2 => seen with { Load = load with { Completed = blur(load.Completed) } },
            3 => seen with { Load = load with { InterToken = blur(load.InterToken) } },
            4 => seen with { Load = load with { OutputTokens = blur(load.OutputTokens), Queued = blur(load.Queued) } },
            5 => Objective(FirstToken),
            6 => Objective("queue"),
            _ => Objective("heat"),
        };
    }
}
