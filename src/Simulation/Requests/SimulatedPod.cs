namespace ModelMonitor.Simulation;

/// <summary>One pod: ordered, scheduled, ready, draining, gone; with a model server in it from the moment it is ready.</summary>
internal sealed class SimulatedPod : IServiceObserver
{
    private readonly RequestMeter _meter;
    private readonly ServiceModel _server;
    private TimeSpan _busySince;
    private TimeSpan _busy;
    private TimeSpan _busySeen;
    private TimeSpan _seenAt;

    public SimulatedPod(int number, int generation, ServiceModelOptions options, RequestMeter meter)
    {
        (Number, Generation, _meter) = (number, generation, meter);
        _server = new ServiceModel(options, this);
    }

    /// <summary>Counts pods in the order of their creation.</summary>
    public int Number { get; }

    /// <summary>Rollouts before its creation.</summary>
    public int Generation { get; }

    /// <summary>When it was created; it costs from then on.</summary>
    public required TimeSpan OrderedAt { get; init; }

    /// <summary>When a node has room for it.</summary>
    public required TimeSpan ScheduledAt { get; init; }

    /// <summary>When it is ready.</summary>
    public required TimeSpan ReadyAt { get; init; }

    /// <summary>Requests that it has and has not finished.</summary>
    public int Outstanding => _server.Running + _server.Waiting;

    /// <summary>Requests that hold a sequence.</summary>
    public int Running => _server.Running;

    /// <summary>Requests in its queue.</summary>
    public int Waiting => _server.Waiting;

    /// <summary>Tokens in its cache.</summary>
    public long CachedTokens => _server.CachedTokens;

    /// <summary>Arrival times of its requests without a first token.</summary>
    public IEnumerable<TimeSpan> Unserved => _server.Unserved.Select(r => r.ArrivedAt);

    /// <summary>When it last had a request, as of the time it was advanced to.</summary>
    public TimeSpan IdleSince { get; private set; }

    /// <summary>It becomes ready, idle.</summary>
    public void MakeReady()
    {
        _server.Advance(ReadyAt);
        _seenAt = IdleSince = ReadyAt;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan now) => _server.Advance(now);

    /// <summary>Its speed changes.</summary>
    public void Change(TimeSpan now, ServiceModelOptions options) => _server.Change(now, options);

    /// <summary>A request comes.</summary>
    public void Submit(TimeSpan now, RequestArrival arrival)
    {
        _server.Advance(now);
        if (Outstanding == 0) _busySince = now;
        _server.Submit(now, arrival.Size.Prompt, arrival.Size.Output, arrival.At);
    }

    /// <summary>Share of the time since the last call, or since it is ready, in which it had work. It must have been advanced.</summary>
    public double BusyShare(TimeSpan now)
    {
        var busy = _busy + (Outstanding > 0 ? now - _busySince : TimeSpan.Zero);
        var share = now > _seenAt ? (busy - _busySeen) / (now - _seenAt) : 0;
        (_busySeen, _seenAt) = (busy, now);
        return share;
    }

    void IServiceObserver.FirstToken(ServiceRequest request) => _meter.FirstToken(request.ArrivedAt, request.FirstTokenAt!.Value);

    void IServiceObserver.Decoded(long tokens, TimeSpan gap) => _meter.Decoded(tokens, gap);

    void IServiceObserver.Finished(ServiceRequest request)
    {
        _meter.Finished();
        if (Outstanding > 0) return;
        IdleSince = request.FinishedAt!.Value;
        _busy += IdleSince - _busySince;
    }
}
