using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>An event recorder on a manual clock, and a cluster that fails when the test says so.</summary>
internal sealed class EventRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Meter _meter = new(RuntimeMetrics.MeterName);
    private int _settled;
    private Task _run = Task.CompletedTask;

    public EventRig(string instance = "pod-1", bool started = true)
    {
        var options = new EventRecorderOptions { Controller = "modelmonitor.dev/operator", Instance = instance, Metrics = new(_meter) };
        Recorder = new(Sink, options, Time, Log, new FixedRandom(0.5));
        if (started) Start();
    }

    public ObservedTime Time { get; } = new();

    public LogList Log { get; } = new();

    public FakeSink Sink { get; } = new();

    public EventRecorder Recorder { get; }

    public void Start() => _run = Recorder.RunAsync(_stop.Token);

    public void Record(string name, string reason = "SLOBreached", string action = "Judge", string note = "") =>
        Recorder.Record(Widget.Named(name, "1"), Widget.Resource, EventType.Warning, reason, action, note);

    /// <summary>The next try to write something.</summary>
    public Task<Write> NextAsync() => Sink.Tries.Reader.ReadAsync().AsTask().WaitAsync(ScriptedSource.Deadline);

    /// <summary>Waits until everything recorded so far has been taken up.</summary>
    public async Task SettleAsync()
    {
        var marker = $"marker-{_settled++}";
        Record(marker);
        await Sink.MarkerAsync(marker);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(ScriptedSource.Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        Sink.Hang = false;
        await StopAsync();
        _stop.Dispose();
        _meter.Dispose();
    }

    internal sealed record Write(V1Event? Created, ObjectKey? Patched, V1EventSeries? Series);

    internal sealed class FakeSink : IEventSink
    {
        private readonly ConcurrentQueue<Exception> _failures = new();
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _markers = new();

        public Channel<Write> Tries { get; } = Channel.CreateUnbounded<Write>();

        public int Writes { get; private set; }

        public bool Hang { get; set; }

        public void Fail(Exception e) => _failures.Enqueue(e);

        public Task MarkerAsync(string name) => Marker(name).Task.WaitAsync(ScriptedSource.Deadline);

        public Task CreateAsync(V1Event newEvent, CancellationToken cancellationToken)
        {
            if (newEvent.Regarding!.Name!.StartsWith("marker-", StringComparison.Ordinal))
            {
                Marker(newEvent.Regarding.Name).TrySetResult();
                return Task.CompletedTask;
            }

            // The recorder goes on counting in its own copy: the test sees what was sent.
            return TryAsync(new(newEvent, null, null), cancellationToken);
        }

        public Task PatchSeriesAsync(ObjectKey key, V1EventSeries series, CancellationToken cancellationToken) =>
            TryAsync(new(null, key, series), cancellationToken);

        private async Task TryAsync(Write write, CancellationToken cancellationToken)
        {
            Writes++;
            Tries.Writer.TryWrite(write);
            if (Hang) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            if (_failures.TryDequeue(out var failure)) throw failure;
        }

        private TaskCompletionSource Marker(string name) =>
            _markers.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
