namespace ModelMonitor.Simulation;

/// <summary>
/// The pods of a service, one by one, and the router in front of them. A request goes to the ready pod with the fewest outstanding
/// requests, the oldest of equal ones; while none is ready it waits at a gateway for the first that will be. Too many pods leave at
/// once: those that start, the newest first; then the ready one with the fewest requests, which finishes them and costs until then.
/// </summary>
/// <param name="options">Cold start, faults and the pods' speed.</param>
/// <param name="meter">Counts what happens to requests.</param>
internal sealed class PodPool(SimulationOptions options, RequestMeter meter)
{
    private readonly SeededRandom _spread = new(options.Seed);
    // Each in the order of creation.
    private readonly List<SimulatedPod> _starting = [];
    private readonly List<SimulatedPod> _ready = [];
    private readonly List<(SimulatedPod Pod, TimeSpan Since)> _draining = [];
    private readonly Queue<RequestArrival> _gateway = [];
    private readonly Queue<(TimeSpan ReadyAt, TimeSpan Took)> _starts = [];
    private SimulatedPod? _slow;
    private int _created;
    private int _generation;
    private TimeSpan _cost;

    /// <summary>How many of the newest starts are remembered.</summary>
    private const int MaxStarts = 20;

    /// <summary>Replicas that the scale asks for.</summary>
    public int Wanted { get; private set; }

    /// <summary>Pods that take requests, in the order of creation.</summary>
    public IReadOnlyList<SimulatedPod> Ready => _ready;

    /// <summary>Requests that wait for a ready pod.</summary>
    public int AtGateway => _gateway.Count;

    /// <summary>When each pod that is not ready was ordered.</summary>
    public IReadOnlyList<TimeSpan> StartingSince => [.. _starting.Select(p => p.OrderedAt)];

    /// <summary>The newest starts.</summary>
    public IReadOnlyList<(TimeSpan ReadyAt, TimeSpan Took)> Starts => [.. _starts];

    /// <summary>Whether a pod is there that a rollout is about to replace.</summary>
    public bool IsRollingOut => _ready.Concat(_starting).Any(IsOld);

    /// <summary>When the next pod is ready.</summary>
    public TimeSpan NextReadyAt => _starting.Count > 0 ? _starting.Min(p => p.ReadyAt) : TimeSpan.MaxValue;

    /// <summary>Whether a pod waits for a node.</summary>
    public bool IsPending(TimeSpan now) => _starting.Exists(p => p.ScheduledAt > now);

    /// <summary>The first pods, ready at time zero.</summary>
    public void Open()
    {
        Wanted = options.InitialReplicas;
        for (var i = 0; i < Wanted; i++) _ready.Add(Create(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero));
    }

    /// <summary>Orders pods, or lets some go.</summary>
    public void Scale(TimeSpan now, int wanted)
    {
        Wanted = wanted;
        Settle(now);
    }

    /// <summary>Pods whose time has come take requests.</summary>
    public void MakeReady(TimeSpan now)
    {
        foreach (var pod in _starting.FindAll(p => p.ReadyAt <= now))
        {
            _starting.Remove(pod);
            var place = _ready.FindIndex(p => p.Number > pod.Number);
            _ready.Insert(place < 0 ? _ready.Count : place, pod);
            pod.MakeReady();
            _starts.Enqueue((pod.ReadyAt, pod.ReadyAt - pod.OrderedAt));
            if (_starts.Count > MaxStarts) _starts.Dequeue();
        }

        while (_ready.Count > 0 && _gateway.TryDequeue(out var arrival)) Route(now, arrival);
        Settle(now);
    }

    /// <summary>Faults that begin or end now.</summary>
    public void ApplyFaults(TimeSpan now)
    {
        if (options.Faults.Faults.Any(f => f.Kind == FaultKind.Rollout && f.From == now)) _generation++;
        var slow = options.Faults.At(FaultKind.SlowPod, now);
        if (slow is { } fault)
        {
            _slow ??= _ready.FirstOrDefault();
            _slow?.Change(now, options.Pod.Slower(1 / fault.Share));
        }
        else
        {
            _slow?.Change(now, options.Pod);
            _slow = null;
        }

        Settle(now);
    }

    /// <summary>A request comes.</summary>
    public void Route(TimeSpan now, RequestArrival arrival)
    {
        SimulatedPod? best = null;
        foreach (var pod in _ready)
        {
            pod.Advance(now);
            if (best is null || pod.Outstanding < best.Outstanding) best = pod;
        }

        if (best is null) _gateway.Enqueue(arrival);
        else best.Submit(now, arrival);
    }

    /// <summary>Lets time pass in all pods; those that are drained go.</summary>
    public void Advance(TimeSpan now)
    {
        foreach (var pod in _ready) pod.Advance(now);
        foreach (var (pod, since) in _draining)
        {
            pod.Advance(now);
            if (pod.Outstanding == 0) _cost += (pod.IdleSince > since ? pod.IdleSince : since) - pod.OrderedAt;
        }

        _draining.RemoveAll(d => d.Pod.Outstanding == 0);
    }

    /// <summary>The simulation ends.</summary>
    /// <returns>What all pods cost, the time of each summed.</returns>
    public TimeSpan Close(TimeSpan now)
    {
        Advance(now);
        var alive = _ready.Concat(_starting).Concat(_draining.Select(d => d.Pod)).ToList();
        foreach (var arrivedAt in alive.SelectMany(p => p.Unserved).Concat(_gateway.Select(a => a.At))) meter.Unserved(arrivedAt);
        return alive.Aggregate(_cost, (sum, pod) => sum + (now - pod.OrderedAt));
    }

    private bool IsOld(SimulatedPod pod) => pod.Generation < _generation;

    /// <summary>As many pods as wanted, and one more while a rollout replaces them one by one.</summary>
    private void Settle(TimeSpan now)
    {
        while (true)
        {
            var old = IsRollingOut;
            var target = Wanted + (old && Wanted > 0 ? 1 : 0);
            var pods = _ready.Count + _starting.Count;
            if (pods < target) Order(now);
            else if (pods > target) Remove(now, _starting.LastOrDefault() ?? LeastBusy(now, _ready.Exists(IsOld)));
            else if (old && (_starting.Find(IsOld) ?? (_ready.Count > Wanted ? LeastBusy(now, old) : null)) is { } replaced) Remove(now, replaced);
            else return;
        }
    }

    private void Order(TimeSpan now)
    {
        var scheduledAt = options.Faults.At(FaultKind.PodsPending, now)?.To ?? now;
        var coldStart = options.ColdStart * (1 + (options.ColdStartSpread * ((2 * _spread.Double()) - 1)));
        _starting.Add(Create(now, scheduledAt, scheduledAt + coldStart));
    }

    private SimulatedPod Create(TimeSpan now, TimeSpan scheduledAt, TimeSpan readyAt)
    {
        var number = _created++;
        var pod = options.Pod with { NoiseSeed = unchecked((options.Pod.NoiseSeed * 31) + (options.Seed * 1_000_003) + number) };
        return new SimulatedPod(number, _generation, pod, meter) { OrderedAt = now, ScheduledAt = scheduledAt, ReadyAt = readyAt };
    }

    private void Remove(TimeSpan now, SimulatedPod pod)
    {
        if (_starting.Remove(pod)) _cost += now - pod.OrderedAt;
        else if (_ready.Remove(pod)) _draining.Add((pod, now));
    }

    // The newest of equal ones; only among those that a rollout is to replace, where it asks for that.
    private SimulatedPod LeastBusy(TimeSpan now, bool oldOnly)
    {
        foreach (var pod in _ready) pod.Advance(now);
        return _ready.Where(p => !oldOnly || IsOld(p)).OrderByDescending(p => p.Number).MinBy(p => p.Outstanding)!;
    }
}
