namespace ModelMonitor.Simulation;

/// <summary>
/// One model server with continuous batching, in virtual time. Requests wait first come, first served. A prompt is read as soon as
/// a sequence is free (and the cache has room for prompt and answer), before any decoding and alone; its end gives the first
/// token. Otherwise each decode step writes one token of every sequence, and takes the longer the more there are. Whatever arrives
/// during a step waits for its end.
/// </summary>
/// <remarks>
/// Guarantees: the same calls give the same events at the same times, to the tick; advancing in many small steps or one large one
/// makes no difference. Work is per event and not per token; per step where steps differ (length dependence, noise).
/// Assumptions: one caller at a time; times never run backwards.
/// Caveats: no chunked prefill, no prefix cache, no preemption: a request reserves the cache for its whole answer.
/// </remarks>
public sealed class ServiceModel
{
    private readonly SeededRandom? _noise;
    private ServiceModelOptions _options;
    private readonly IServiceObserver _observer;
    private readonly LinkedList<ServiceRequest> _waiting = [];
    private readonly PriorityQueue<ServiceRequest, long> _decoding = new();
    // Sequences with a first token but no decode step yet: their next token's gap starts at their own prefill.
    private readonly List<ServiceRequest> _fresh = [];
    private ServiceRequest? _prefilling;
    private long _step;
    private TimeSpan _stepEnd;
    private TimeSpan _lastStepEnd;
    private long _reserved;
    private long _cacheBase;

    /// <summary>An idle server at time zero.</summary>
    /// <param name="options">Its speed and limits.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ServiceModel(ServiceModelOptions options, IServiceObserver observer)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        options.Check();
        _options = options;
        _observer = observer;
        _noise = options.Noise > 0 ? new SeededRandom(options.NoiseSeed) : null;
    }

    /// <summary>The time up to which everything has happened.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Requests that hold a sequence: one in prefill and those that decode.</summary>
    public int Running => _decoding.Count + (_prefilling is null ? 0 : 1);

    /// <summary>Requests in the queue.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Tokens in the key-value cache: the prompts of all running sequences and what they have written.</summary>
    public long CachedTokens => _cacheBase + (_decoding.Count * _step) + (_prefilling?.PromptTokens ?? 0);

    /// <summary>
    /// When the next first or last token comes if nobody arrives or leaves before, or null when idle. It may name an earlier
    /// moment, the end of a step at which the queue is looked at again; never a later one.
    /// </summary>
    public TimeSpan? NextEventAt => !Busy ? null
        : _prefilling is not null || CanSchedule || !_options.HasEqualSteps ? _stepEnd
        : _stepEnd + (StepsLeft - 1) * _options.StepTime(_decoding.Count);

    /// <summary>Requests without a first token.</summary>
    internal IEnumerable<ServiceRequest> Unserved => _prefilling is { } request ? _waiting.Prepend(request) : _waiting;

    private bool Busy => Running > 0;

    private bool CanSchedule => _waiting.First is { } first && _decoding.Count < _options.MaxSequences && HasRoom(first.Value);

    // Decode steps until the next sequence is done, the one in progress included.
    private long StepsLeft => _decoding.Peek().LastStep - _step;

    /// <summary>Whether a request of this size can ever run; one that is larger than the cache would wait for ever.</summary>
    /// <param name="promptTokens">Length of the prompt.</param>
    /// <param name="outputTokens">Length of the answer.</param>
    public bool Fits(int promptTokens, int outputTokens) =>
        _options.CacheTokens is not { } size || (long)promptTokens + outputTokens <= size;

    /// <summary>A request arrives.</summary>
    /// <param name="now">The time, not before <see cref="Now"/>.</param>
    /// <param name="promptTokens">Length of its prompt, 0 or more.</param>
    /// <param name="outputTokens">Length of its answer, 1 or more.</param>
    /// <param name="arrivedAt">When it arrived where it waited before; null when it comes from its client at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards, or a length is out of its range.</exception>
    /// <exception cref="ArgumentException">The request does not fit the cache, see <see cref="Fits"/>.</exception>
    public ServiceRequest Submit(TimeSpan now, int promptTokens, int outputTokens, TimeSpan? arrivedAt = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(promptTokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputTokens, 1);
        if (!Fits(promptTokens, outputTokens))
            throw new ArgumentException($"{promptTokens} + {outputTokens} tokens never fit a cache of {_options.CacheTokens}", nameof(promptTokens));
        Advance(now);
        var request = new ServiceRequest(promptTokens, outputTokens, arrivedAt ?? now);
        _waiting.AddLast(request);
        if (!Busy) StartStep(now);
        return request;
    }

    /// <summary>A client went away: its request leaves the queue or the batch. Of no effect on one that is done.</summary>
    /// <param name="now">The time, not before <see cref="Now"/>.</param>
    /// <param name="request">A request of this server.</param>
    /// <returns>True when it was still waiting or running.</returns>
    public bool Abort(TimeSpan now, ServiceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Advance(now);
        if (request.FinishedAt is not null || request.Aborted) return false;
        request.Aborted = true;
        if (_waiting.Remove(request) || request == _prefilling) return true; // a prefill is dropped at its end
        _decoding.Remove(request, out _, out _);
        _fresh.Remove(request);
        Release(request);
        if (!Busy && Waiting > 0) StartStep(now); // nobody is left whose step would end and look at the queue
        return true;
    }

    /// <summary>Its speed changes; a step in progress keeps its end. The noise goes on as it was.</summary>
    /// <param name="now">The time, not before <see cref="Now"/>.</param>
    /// <param name="options">Its new speed; the limits must not be tighter than before.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards, or an option is out of its range.</exception>
    public void Change(TimeSpan now, ServiceModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Advance(now);
        _options = options;
    }

    /// <summary>Lets time pass and tells the observer what happened until <paramref name="now"/>, that moment included.</summary>
    /// <param name="now">The time, not before <see cref="Now"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards.</exception>
    public void Advance(TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now, Now);
        while (Busy && _stepEnd <= now)
        {
            if (_prefilling is { } request) EndPrefill(request);
            else EndDecode(now);
            StartStep(_stepEnd);
        }

        Now = now;
    }

    private void StartStep(TimeSpan at)
    {
        if (CanSchedule)
        {
            var request = _waiting.First!.Value;
            _waiting.RemoveFirst();
            request.ScheduledAt = at;
            _reserved += request.PromptTokens + request.OutputTokens;
            _prefilling = request;
            _stepEnd = at + Noisy(_options.PrefillTime(request.PromptTokens));
        }
        else if (_decoding.Count > 0)
        {
            _stepEnd = at + Noisy(_options.StepTime(_decoding.Count, CachedTokens));
        }
    }

    // A factor with a logarithm from the normal distribution and a mean of 1; a step still takes time.
    private TimeSpan Noisy(TimeSpan time)
    {
        if (_noise is null || time == TimeSpan.Zero) return time;
        var factor = Math.Exp((_options.Noise * _noise.Normal()) - (_options.Noise * _options.Noise / 2));
        return TimeSpan.FromTicks(Math.Max(1, (time * factor).Ticks));
    }

    private void EndPrefill(ServiceRequest request)
    {
        _prefilling = null;
        _cacheBase += request.PromptTokens + 1 - _step;
        request.LastStep = _step + request.OutputTokens - 1;
        if (request.Aborted)
        {
            Release(request);
            return;
        }

        request.FirstTokenAt = _stepEnd;
        _observer.FirstToken(request);
        if (request.OutputTokens == 1)
        {
            Finish(request);
            return;
        }

        _decoding.Enqueue(request, request.LastStep);
        _fresh.Add(request);
    }

    /// <summary>Ends the step in progress, and with it the equal ones that follow until <paramref name="now"/>.</summary>
    private void EndDecode(TimeSpan now)
    {
        var batch = _decoding.Count;
        foreach (var request in _fresh) _observer.Decoded(1, _stepEnd - request.FirstTokenAt!.Value);
        if (batch > _fresh.Count) _observer.Decoded(batch - _fresh.Count, _stepEnd - _lastStepEnd);
        _fresh.Clear();

        _step++;
        if (_options.HasEqualSteps && !CanSchedule)
        {
            var stepTime = _options.StepTime(batch);
            var more = Math.Min(StepsLeft, (now - _stepEnd).Ticks / stepTime.Ticks);
            if (more > 0) _observer.Decoded(more * batch, stepTime);
            _step += more;
            _stepEnd += more * stepTime;
        }

        _lastStepEnd = _stepEnd;
        while (_decoding.TryPeek(out var request, out var lastStep) && lastStep == _step) Finish(_decoding.Dequeue());
    }

    private void Finish(ServiceRequest request)
    {
        request.FinishedAt = _stepEnd;
        Release(request);
        _observer.Finished(request);
    }

    private void Release(ServiceRequest request)
    {
        _reserved -= request.PromptTokens + request.OutputTokens;
        // What it wrote goes with the step count: prompt + 1 + (step now - step at its prefill).
        _cacheBase -= request.PromptTokens + request.OutputTokens - request.LastStep;
    }

    private bool HasRoom(ServiceRequest request) =>
        _options.CacheTokens is not { } size || _reserved + request.PromptTokens + request.OutputTokens <= size;
}
