namespace ModelMonitor.Simulation;

/// <summary>
/// The pods of a simulation where all are alike: those that start, those that are ready, those that finish what they have. Pods that
/// are too many leave at once: those that start first, the newest first, then ready ones.
/// </summary>
/// <param name="options">Cold start and faults.</param>
internal sealed class Fleet(SimulationOptions options)
{
    private const int MaxStarts = 20;

    // In the order of being ordered. A pod that waits for a node is ready later than its order says.
    private readonly List<(int OrderedAt, int ReadyAt)> _starting = [];
    private readonly List<(int UntilEnd, int Pods)> _draining = [];
    private readonly int _coldStart = (int)Math.Ceiling(options.ColdStart.TotalSeconds);
    private (TimeSpan ReadyAt, TimeSpan Took)[] _starts = [];
    private TimeSpan[] _startingSince = [];
    private int _drainingPods;
    private int _direction;
    // A rollout: pods of the old revision, and whether one beyond the wanted is on its way to replace one of them.
    private int _old;
    private bool _surge;

    /// <summary>Pods that are wanted.</summary>
    public int Wanted { get; private set; } = options.InitialReplicas;

    public int Ready { get; private set; } = options.InitialReplicas;

    /// <summary>Pods that cost: starting, ready and draining ones.</summary>
    public int All => Ready + _starting.Count + _drainingPods;

    public bool IsRollingOut => _old > 0 || _surge;

    public IReadOnlyList<TimeSpan> StartingSince => _startingSince;

    public IReadOnlyList<(TimeSpan ReadyAt, TimeSpan Took)> Starts => _starts;

    public int Changes { get; private set; }

    public int DirectionChanges { get; private set; }

    /// <summary>Lets pods become ready, and those end that are drained.</summary>
    /// <returns>Ready pods that left, replaced by a rollout.</returns>
    public int Advance(int second)
    {
        for (var i = _draining.Count - 1; i >= 0; i--)
        {
            if (_draining[i].UntilEnd > second) continue;
            _drainingPods -= _draining[i].Pods;
            _draining.RemoveAt(i);
        }

        var started = _starting.Count;
        for (var i = 0; i < _starting.Count; i++)
        {
            if (_starting[i].ReadyAt > second) continue;
            Ready++;
            _starts = [.. _starts.TakeLast(MaxStarts - 1), (At(second), At(second - _starting[i].OrderedAt))];
            _starting.RemoveAt(i--);
        }

        if (started > _starting.Count) Remember();
        return options.Faults.Faults.Count > 0 ? RollOut(second, started > _starting.Count) : 0;
    }

    /// <summary>Orders pods, or lets some go.</summary>
    /// <returns>Ready pods that left.</returns>
    public int Set(int wanted, int second)
    {
        wanted = Math.Clamp(wanted, options.MinReplicas, options.MaxReplicas);
        if (wanted == Wanted) return 0;
        var direction = Math.Sign(wanted - Wanted);
        if (_direction == -direction) DirectionChanges++;
        _direction = direction;
        Changes++;
        Wanted = wanted;
        var there = Ready + _starting.Count - (_surge ? 1 : 0);
        for (; there < wanted; there++) Order(second);
        while (there > wanted && _starting.Count > (_surge ? 1 : 0))
        {
            _starting.RemoveAt(_starting.Count - 1);
            there--;
        }

        var gone = there - wanted;
        Ready -= gone;
        _old = Math.Max(0, _old - gone);
        Remember();
        return gone;
    }

    /// <summary>Pods that left keep working, and costing, until their last request is done.</summary>
    public void Drain(int pods, int until)
    {
        if (pods <= 0) return;
        _draining.Add((until, pods));
        _drainingPods += pods;
    }

    private int RollOut(int second, bool started)
    {
        foreach (var fault in options.Faults.Faults)
            if (fault.Kind == FaultKind.Rollout && (int)fault.From.TotalSeconds == second) _old = Ready;
        if (_old <= 0 && !_surge) return 0;
        var gone = 0;
        if (_surge && started && Ready > 0)
        {
            (_surge, gone) = (false, 1);
            Ready--;
            _old--;
        }

        if (_old <= 0 || _surge) return gone;
        _surge = true;
        Order(second);
        Remember();
        return gone;
    }

    private void Order(int second)
    {
        var begin = options.Faults.At(FaultKind.PodsPending, At(second)) is { } fault ? (int)Math.Ceiling(fault.To.TotalSeconds) : second;
        _starting.Add((second, begin + _coldStart));
    }

    private void Remember() => _startingSince = [.. _starting.Select(p => At(p.OrderedAt))];

    private static TimeSpan At(int second) => TimeSpan.FromSeconds(second);
}
