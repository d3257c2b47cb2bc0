using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>A controller on a scripted server and a manual clock, whose reconciler's part the test plays.</summary>
internal sealed class ControllerRig : IReconciler<Widget>, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Meter _meter = new(RuntimeMetrics.MeterName);
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private int _idles;
    private Task _run = Task.CompletedTask;

    public ControllerRig(double jitter = 0.5, int workers = 1)
    {
        var metrics = new RuntimeMetrics(_meter);
        Informer = new(Source, Time, Log, new FixedRandom(0.5), new() { Metrics = metrics });
        var options = new ControllerOptions<Widget>
        {
            Name = "widgets",
            MaxConcurrentReconciles = workers,
            Deleted = Deleted.Enqueue,
            Metrics = metrics,
        };
        Controller = new(Informer, this, options, Time, Log, new FixedRandom(jitter));
    }

    public ObservedTime Time { get; } = new();

    public ScriptedSource Source { get; } = new();

    public LogList Log { get; } = new();

    public Informer<Widget> Informer { get; }

    public Controller<Widget> Controller { get; }

    public ConcurrentQueue<ObjectKey> Deleted { get; } = new();

    /// <summary>No reconcile has been called that the test has not met.</summary>
    public bool IsQuiet => !_calls.Reader.TryPeek(out _);

    public async Task<ScriptedSource.WatchCall> StartAsync(params Widget[] items)
    {
        _run = Task.WhenAll(Informer.RunAsync(_stop.Token), Controller.RunAsync(_stop.Token));
        (await Source.NextListAsync()).Reply("10", items);
        return await Source.NextWatchAsync();
    }

    public Task<Call> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(ScriptedSource.Deadline);

    public async Task<Call> NextWithResultAsync()
    {
        var call = await NextAsync();
        call.Result.SetResult(ReconcileResult.Done);
        return call;
    }

    /// <summary>Lets the next reconcile succeed and returns the object's name.</summary>
    public async Task<string> SucceedAsync() => (await NextWithResultAsync()).Resource.Metadata.Name!;

    /// <summary>Waits until the controller has nothing to do, and makes sure that it did nothing the test has not met.</summary>
    public async Task IdleAsync()
    {
        // With one worker the first sentinel's turn comes when the key before it is through; the second stands behind whatever
        // that key has put in line again by then, be it after a first back-off.
        foreach (var sentinel in new[] { "sentinel-1", "sentinel-2" })
        {
            Source.Current!.Added(Widget.Named(sentinel, $"idle-{_idles++}"));
            Assert.Equal(sentinel, await SucceedAsync());
            Time.Advance(TimeSpan.FromSeconds(20));
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(ScriptedSource.Deadline);
    }

    public async ValueTask<ReconcileResult> ReconcileAsync(Widget resource, ReconcileContext context, CancellationToken cancellationToken)
    {
        var call = new Call(resource, context, cancellationToken);
        _calls.Writer.TryWrite(call);
        try
        {
            return await call.Result.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            call.Ended = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Controller.Dispose();
        _stop.Dispose();
        _meter.Dispose();
    }

    internal sealed record Call(Widget Resource, ReconcileContext Context, CancellationToken Token)
    {
        public TaskCompletionSource<ReconcileResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Ended { get; set; }
    }
}
