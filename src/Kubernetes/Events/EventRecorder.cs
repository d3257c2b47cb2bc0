using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Writes Events in the background: the first at once, the second as a series, further ones only counted.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> <see cref="Record"/> never throws and never waits. Equal Events cost two writes, then one per half hour,
/// and one when it has been quiet for six minutes (client-go's numbers). An object may begin 25 different series, then one per
/// five minutes. Nothing is kept about objects that are quiet.</para>
/// <para><b>Assumptions.</b> <see cref="RunAsync"/> runs once; until then Events wait.</para>
/// <para><b>Caveats.</b> Of more than 1,000 waiting Events the oldest are dropped, and counted. While the API server is away the
/// writer waits with one Event, the others behind it.</para>
/// </remarks>
public sealed class EventRecorder : IEventRecorder
{
    private const int Waiting = 1000;
    private const int MostCharacters = 128;
    private const int MostNoteBytes = 1024;
    private const int MostNameCharacters = 253;
    private const int Burst = 25;
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(6);

    private readonly Channel<EventOccurrence> _waiting;
    private readonly Dictionary<EventSeriesKey, EventSeries> _series = [];
    private readonly Dictionary<V1ObjectReference, TokenBucket> _buckets = [];
    private readonly EventRecorderOptions _options;
    private readonly EventWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _dropped;
    private long _lastName;

    /// <summary>Makes a recorder; it writes nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="sink">Where Events go.</param>
    /// <param name="options">Who reports.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where lost Events are told.</param>
    /// <param name="jitter">Source of jitter; null for the shared one.</param>
    public EventRecorder(
        IEventSink sink, EventRecorderOptions options, TimeProvider time, ILogger logger, Random? jitter = null)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _writer = new(sink, time, logger, jitter ?? Random.Shared, options.Metrics);
        _waiting = Channel.CreateBounded<EventOccurrence>(
            new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Drop("QueueFull"));
    }

    /// <summary>How many Events were given up before any try to write them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc />
    public void Record(
        IKubernetesObject regarding,
        ResourceType resource,
        EventType type,
        string reason,
        string action,
        string note,
        string? occurrence = null)
    {
        var metadata = regarding.Metadata;
        if (!IsWord(reason) || !IsWord(action) || string.IsNullOrEmpty(metadata?.Name))
        {
            Drop("Invalid");
            _logger.LogError("Event with reason '{Reason}' and action '{Action}' would be refused and is dropped", reason, action);
            return;
        }

        var reference = new V1ObjectReference
        {
            ApiVersion = resource.ApiVersion,
            Kind = resource.Kind,
            Namespace = metadata.Namespace,
            Name = metadata.Name,
            Uid = metadata.Uid,
        };
        _waiting.Writer.TryWrite(new(new(reference, type, reason, action, occurrence), note, _time.GetUtcNow(), _time.GetTimestamp()));
    }

    /// <summary>Writes until cancelled, then writes what is left, within the flush timeout, and returns.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var sweeps = new PeriodicTimer(Sweep, _time);
        try
        {
            // Both waits are kept until they end: a lost one would swallow what it waited for.
            var arrival = _waiting.Reader.WaitToReadAsync(cancellationToken).AsTask();
            var sweep = sweeps.WaitForNextTickAsync(cancellationToken).AsTask();
            while (true)
            {
                await Task.WhenAny(arrival, sweep);
                if (sweep.IsCompleted)
                {
                    await sweep;
                    await SweepAsync(cancellationToken);
                    sweep = sweeps.WaitForNextTickAsync(cancellationToken).AsTask();
                    continue;
                }

                await arrival;
                while (!sweep.IsCompleted && _waiting.Reader.TryRead(out var occurrence))
                    if (Observe(occurrence) is { } series) await _writer.WriteAsync(series, retry: true, cancellationToken);
                arrival = _waiting.Reader.WaitToReadAsync(cancellationToken).AsTask();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await FlushAsync();
        }
    }

    /// <summary>Counts an occurrence. Returns its series when it is to be written now.</summary>
    private EventSeries? Observe(EventOccurrence occurrence)
    {
        if (_series.TryGetValue(occurrence.Key, out var series))
        {
            series.Observe(occurrence);
            return series.Count == 2 ? series : null;
        }

        var regarding = occurrence.Key.Regarding;
        if (!_buckets.TryGetValue(regarding, out var bucket)) _buckets[regarding] = bucket = new(Burst, Refill, _time);
        if (bucket.TryTake()) return _series[occurrence.Key] = new(NewEvent(occurrence), occurrence.Timestamp);
        Drop("TooMany");
        return null;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetTimestamp();
        foreach (var (key, series) in _series.ToList())
        {
            var silent = _time.GetElapsedTime(series.ObservedAt, now) >= Silence;
            var stale = _time.GetElapsedTime(series.WrittenAt, now) >= Refresh;
            if (series.IsBehind && (silent || stale)) await _writer.WriteAsync(series, retry: true, cancellationToken);
            if (silent) _series.Remove(key);
        }

        foreach (var (regarding, bucket) in _buckets.ToList())
            if (bucket.IsFull) _buckets.Remove(regarding);
    }

    private async Task FlushAsync()
    {
        while (_waiting.Reader.TryRead(out var occurrence)) Observe(occurrence);
        using var deadline = new CancellationTokenSource(_options.FlushTimeout, _time);
        try
        {
            foreach (var series in _series.Values.Where(s => s.IsBehind))
                await _writer.WriteAsync(series, retry: false, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            _logger.LogWarning("Stopped before every Event was written: {Count} are lost", _series.Values.Count(s => s.IsBehind));
        }
    }

    private V1Event NewEvent(EventOccurrence occurrence)
    {
        var regarding = occurrence.Key.Regarding;
        // Nanoseconds since 1970, made unique: two Events may fall into one tick of the clock.
        _lastName = Math.Max(_lastName + 1, (occurrence.Time - DateTimeOffset.UnixEpoch).Ticks * 100);
        var suffix = $".{_lastName:x}";
        var name = regarding.Name!.Length + suffix.Length <= MostNameCharacters
            ? regarding.Name
            : regarding.Name[..(MostNameCharacters - suffix.Length)].TrimEnd('.', '-');
        return new()
        {
            // For cluster-scoped objects the one namespace that every version of the server takes: 1.20 refuses "default".
            Metadata = new() { Name = name + suffix, Namespace = regarding.Namespace ?? "kube-system" },
            EventTime = new(occurrence.Time),
            ReportingController = _options.Controller,
            ReportingInstance = _options.Instance.Length <= MostCharacters ? _options.Instance : _options.Instance[..MostCharacters],
            Action = occurrence.Key.Action,
            Reason = occurrence.Key.Reason,
            Regarding = regarding,
            Note = Cut(occurrence.Note),
            Type = occurrence.Key.Type == EventType.Warning ? "Warning" : "Normal",
        };
    }

    private void Drop(string cause)
    {
        Interlocked.Increment(ref _dropped);
        _options.Metrics.EventDropped(cause);
    }

    private static bool IsWord(string? text) => text is { Length: > 0 and <= MostCharacters };

    private static string Cut(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= MostNoteBytes) return note;
        var (bytes, characters) = (0, 0);
        foreach (var rune in note.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MostNoteBytes) break;
            characters += rune.Utf16SequenceLength;
        }

        return note[..characters];
    }
}
