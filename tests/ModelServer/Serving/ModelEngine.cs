using ModelMonitor.Simulation;

namespace ModelMonitor.ModelServer.Serving;

/// <summary>
/// Runs a <see cref="ServiceModel"/> in real time. It sleeps until the model's next event: an idle server uses no processor time,
/// a busy one a few microseconds per request.
/// </summary>
/// <remarks>Guarantees: safe for use from several threads. Caveats: events are seen late by the timer's resolution, about 1 ms.</remarks>
internal sealed class ModelEngine : IServiceObserver, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ServeOptions _options;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly ServiceModel _model;
    private readonly ServerMetrics _metrics = new();
    private readonly Dictionary<ServiceRequest, Completion> _open = [];

    public ModelEngine(ServeOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _start = time.GetTimestamp();
        _model = new(options.Service, this);
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <returns>Null when no server of this size could ever answer it.</returns>
    public Completion? Submit(int promptTokens, int outputTokens)
    {
        lock (_lock)
        {
            if (!_model.Fits(promptTokens, outputTokens)) return null;
            var completion = new Completion(_model.Submit(Now, promptTokens, outputTokens));
            _open.Add(completion.Request, completion);
            Arm();
            return completion;
        }
    }

    /// <summary>The client went away. Of no effect on an answer that is complete.</summary>
    public void Abort(Completion completion)
    {
        lock (_lock)
        {
            if (!_model.Abort(Now, completion.Request)) return;
            _open.Remove(completion.Request);
            _metrics.Aborted();
            Arm();
        }
    }

    /// <summary>The page at <c>/metrics</c>, as of now.</summary>
    public string Metrics()
    {
        lock (_lock)
        {
            _model.Advance(Now);
            return _metrics.Write(_options.Model, _model, _options.Service.CacheTokens);
        }
    }

    public void Dispose() => _timer.Dispose();

    void IServiceObserver.FirstToken(ServiceRequest request)
    {
        _metrics.FirstToken(request);
        _open[request].SetFirst();
    }

    void IServiceObserver.Decoded(long tokens, TimeSpan gap) => _metrics.Decoded(tokens, gap);

    void IServiceObserver.Finished(ServiceRequest request)
    {
        _metrics.Finished(request);
        _open.Remove(request, out var completion);
        completion!.SetLast();
    }

    private void Wake()
    {
        lock (_lock)
        {
            _model.Advance(Now);
            Arm();
        }
    }

    private void Arm()
    {
        var wait = _model.NextEventAt is { } next ? next - _model.Now : Timeout.InfiniteTimeSpan;
        // Timers count whole milliseconds and cut the rest off: one that fires early would only be set again.
        _timer.Change(wait < TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
