using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exposition;
using ModelMonitor.Operator.Hosting;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.MadeUp;

/// <summary>
/// The real <c>/metrics</c> page of an operator whose monitors are made up: real informer, queue, controller, elector and exposition;
/// the reconciler does nothing but fail at first.
/// </summary>
internal sealed class MadeUpOperator : IAsyncDisposable
{
    /// <summary>The family that <see cref="TouchEverything"/> fills until it overflows.</summary>
    public const string Crowded = "test_crowded_total";

    private readonly object _scope = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Meter _meter = new(RuntimeMetrics.MeterName);
    private readonly Dictionary<ObjectKey, MonitorMemory> _memories;
    private readonly PrometheusExposition _exposition;
    private readonly OperatorMetrics _metrics;
    private readonly WebhookMetrics _webhook;
    private readonly ConfigurationMetrics _configuration;
    private readonly Informer<V1Alpha1ModelMonitor> _informer;
    private readonly Controller<V1Alpha1ModelMonitor> _controller;
    private readonly LeaderElector _elector;
    private Task _running = Task.CompletedTask;

    private MadeUpOperator(IReadOnlyList<MadeUpMonitor> monitors, TimeProvider time)
    {
        _memories = monitors.ToDictionary(m => m.Key, m => m.Memory);
        _exposition = new(IsMine, NullLogger.Instance);
        var runtime = new RuntimeMetrics(_meter);
        _informer = new(new FixedList([.. monitors.Select(m => m.Monitor)]), time, NullLogger.Instance, options: new() { Metrics = runtime });
        _controller = new(_informer, new FailsAtFirst(), new() { Name = "modelmonitor", Metrics = runtime }, time, NullLogger.Instance);
        _elector = new(new LeaseInMemory(), new() { Namespace = "modelmonitor-system" }, () => 0, time, NullLogger.Instance, metrics: runtime);
        _webhook = new(() => [("ca", time.GetUtcNow().AddDays(300)), ("serving", time.GetUtcNow().AddDays(5))], _scope);
        _configuration = new(time, _scope);
        _metrics = new(() => _memories, _informer.Store, Counts, () => Leads, time, _scope);
    }

    public DecisionCounts Counts { get; } = new();

    public bool Leads { get; set; } = true;

    public static async Task<MadeUpOperator> StartAsync(TimeProvider time, params IReadOnlyList<MadeUpMonitor> monitors)
    {
        // What has no instance publishes its instruments when it is first used.
        RuntimeHelpers.RunClassConstructor(typeof(SourceInstruments).TypeHandle);
        var made = new MadeUpOperator(monitors, time);
        var stop = made._stop.Token;
        made._webhook.Ended(AdmissionResult.Patched, TimeSpan.FromMilliseconds(3));
        made._running = Task.WhenAll(made._informer.RunAsync(stop), made._controller.RunAsync(stop), made._elector.RunAsync(stop));
        await made._informer.WaitForSyncAsync(TimeSpan.FromSeconds(60), stop);
        await made._elector.WaitForLeadershipAsync(stop);
        return made;
    }

    /// <summary>The page.</summary>
    public string Page()
    {
        var output = new ArrayBufferWriter<byte>();
        _exposition.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Counts 1 without a label in everything that counts, so that what only shows after a failure shows too.</summary>
    public void TouchEverything()
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (!IsMine(instrument.Meter)) return;
            if (instrument is Counter<long> counter) counter.Add(1);
            if (instrument is UpDownCounter<long> upDown) upDown.Add(1);
            if (instrument is Histogram<double> histogram) histogram.Record(1);
            if (instrument is Histogram<long> whole) whole.Record(1);
        };
        listener.Start();
        // The last family shows when something had no room.
        var crowded = _meter.CreateCounter<long>(Crowded, null, "Too many.");
        for (var i = 0; i <= 2_000; i++) crowded.Add(1, new KeyValuePair<string, object?>("i", i));
    }

    public void Forget(ObjectKey monitor) => _memories.Remove(monitor);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _metrics.Dispose();
        _webhook.Dispose();
        _configuration.Dispose();
        _controller.Dispose();
        _elector.Dispose();
        _exposition.Dispose();
        _meter.Dispose();
        _stop.Dispose();
    }

    private bool IsMine(Meter meter) =>
        ReferenceEquals(meter, _meter) || ReferenceEquals(meter.Scope, _scope) || meter.Name is SourceInstruments.MeterName or "System.Runtime";

    private sealed class FailsAtFirst : IReconciler<V1Alpha1ModelMonitor>
    {
        private readonly ConcurrentDictionary<ObjectKey, byte> _seen = new();

        public ValueTask<ReconcileResult> ReconcileAsync(V1Alpha1ModelMonitor resource, ReconcileContext context, CancellationToken cancellationToken) =>
            _seen.TryAdd(ObjectKey.Of(resource), 0)
                ? throw new InvalidOperationException("made up")
                : ValueTask.FromResult(ReconcileResult.After(TimeSpan.FromSeconds(1)));
    }

    private sealed class FixedList(IReadOnlyList<V1Alpha1ModelMonitor> monitors) : IListWatch<V1Alpha1ModelMonitor>
    {
        private bool _hasFailed;

        public Task<ListPage<V1Alpha1ModelMonitor>> ListAsync(int limit, string? continueToken, CancellationToken cancellationToken) =>
            Task.FromResult(new ListPage<V1Alpha1ModelMonitor>(monitors, "10", null, []));

        public async IAsyncEnumerable<WatchEvent<V1Alpha1ModelMonitor>> WatchAsync(
            string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new IOException("made up");
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            yield break;
        }
    }

    private sealed class LeaseInMemory : ILeaseStore
    {
        private V1Lease? _lease;

        public Task<V1Lease?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => Task.FromResult(_lease);

        public Task<V1Lease> CreateAsync(V1Lease lease, CancellationToken cancellationToken) => Store(lease.Spec!);

        public Task<V1Lease> PatchAsync(ObjectKey key, string resourceVersion, V1LeaseSpec spec, CancellationToken cancellationToken) => Store(spec);

        private Task<V1Lease> Store(V1LeaseSpec spec)
        {
            var version = int.Parse(_lease?.Metadata.ResourceVersion ?? "0", System.Globalization.CultureInfo.InvariantCulture) + 1;
            return Task.FromResult(_lease = new() { Metadata = new() { ResourceVersion = $"{version}" }, Spec = spec });
        }
    }
}
