using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.Channels;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>An informer on a scripted server and a manual clock, with a jitter of exactly one half.</summary>
internal sealed class InformerRig : IAsyncDisposable
{
    /// <summary>The first pause after an error: half of 0.8 s.</summary>
    public static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(0.4);

    /// <summary>The pause before a watch is opened again that ended well.</summary>
    public static readonly TimeSpan ReopenPause = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Meter _meter = new(RuntimeMetrics.MeterName);
    private readonly Channel<(Widget? Old, Widget? Current)> _changes = Channel.CreateUnbounded<(Widget?, Widget?)>();
    private Task _run = Task.CompletedTask;

    public InformerRig()
    {
        Metrics = new(_meter);
        Informer = new(Source, Time, Log, new FixedRandom(0.5), new() { Metrics = Metrics });
        Informer.OnChange((old, current) => _changes.Writer.TryWrite((old, current)));
    }

    public RuntimeMetrics Metrics { get; }

    public ObservedTime Time { get; } = new();

    public ScriptedSource Source { get; } = new();

    public LogList Log { get; } = new();

    public Informer<Widget> Informer { get; }

    public static KubernetesException Http(int code, TimeSpan? retryAfter = null, Status? status = null) =>
        new($"watch widgets.example.dev: {code}", (HttpStatusCode)code, status, retryAfter);

    public static KubernetesException Unreachable() => new("watch widgets.example.dev: connection refused");

    public void Start() => _run = Informer.RunAsync(_stop.Token);

    /// <summary>Starts, answers the first list with version 10, takes note of its changes, and meets the first watch.</summary>
    public async Task<ScriptedSource.WatchCall> WatchAsync(params Widget[] items)
    {
        Start();
        (await Source.NextListAsync()).Reply("10", items);
        foreach (var _ in items) await ChangeAsync();
        return await Source.NextWatchAsync();
    }

    /// <summary>The next change that handlers were told.</summary>
    public Task<(Widget? Old, Widget? Current)> ChangeAsync() =>
        _changes.Reader.ReadAsync().AsTask().WaitAsync(ScriptedSource.Deadline);

    /// <summary>Whether handlers were told more than the test has asked for.</summary>
    public bool HasMoreChanges => _changes.Reader.TryPeek(out _);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(ScriptedSource.Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _meter.Dispose();
    }
}
