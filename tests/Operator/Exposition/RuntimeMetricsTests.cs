using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Exposition;

namespace ModelMonitor.Tests.Operator.Exposition;

/// <summary>The controller runtime's metrics under the names that dashboards for controller-runtime know.</summary>
public sealed class RuntimeMetricsTests
{
    [Fact]
    public async Task A_controller_shows_itself_from_0_on_and_counts_its_reconciles()
    {
        using var meter = new Meter(RuntimeMetrics.MeterName);
        using var exposition = new PrometheusExposition(m => ReferenceEquals(m, meter), NullLogger.Instance);
        var metrics = new RuntimeMetrics(meter);
        var time = new ManualTime();
        var informer = new Informer<Gadget>(new OneGadget(), time, NullLogger.Instance, options: new() { Metrics = metrics });
        var reconciler = new Reconciler();
        var options = new ControllerOptions<Gadget> { Name = "gadgets", Metrics = metrics };
        using var controller = new Controller<Gadget>(informer, reconciler, options, time, NullLogger.Instance);
        using var stop = new CancellationTokenSource();

        var run = controller.RunAsync(stop.Token);
        var zero = Scrape.Of(exposition);
        foreach (var result in new[] { "success", "requeue_after", "error" })
            Assert.Equal(0, zero[$"controller_runtime_reconcile_total{{controller=\"gadgets\",result=\"{result}\"}}"]);
        string[] counts = ["reconcile_errors_total", "terminal_reconcile_errors_total", "reconcile_timeouts_total", "active_workers"];
        foreach (var name in counts)
            Assert.Equal(0, zero[$"controller_runtime_{name}{{controller=\"gadgets\"}}"]);
        string[] line = ["adds_total", "retries_total", "depth", "unfinished_work_seconds", "longest_running_processor_seconds"];
        foreach (var name in line)
            Assert.Equal(0, zero[$"workqueue_{name}{{name=\"gadgets\"}}"]);

        var watch = informer.RunAsync(stop.Token);
        await reconciler.Started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        time.Advance(TimeSpan.FromSeconds(3));
        var running = Scrape.Of(exposition);
        Assert.Equal(1, running["controller_runtime_active_workers{controller=\"gadgets\"}"]);
        Assert.Equal(3, running["workqueue_unfinished_work_seconds{name=\"gadgets\"}"]);
        Assert.Equal(3, running["workqueue_longest_running_processor_seconds{name=\"gadgets\"}"]);
        Assert.Equal(1, running["workqueue_adds_total{name=\"gadgets\"}"]);
        Assert.Equal(1, running["workqueue_queue_duration_seconds_count{name=\"gadgets\"}"]);

        reconciler.Finish.SetException(new InvalidOperationException("no"));
        await Eventually.TrueAsync(
            "the failure is counted",
            () => Task.FromResult(Scrape.Of(exposition)["workqueue_work_duration_seconds_sum{name=\"gadgets\"}"] == 3),
            TimeSpan.FromSeconds(60));
        var failed = Scrape.Of(exposition);
        Assert.Equal(1, failed["controller_runtime_reconcile_total{controller=\"gadgets\",result=\"error\"}"]);
        Assert.Equal(1, failed["controller_runtime_reconcile_errors_total{controller=\"gadgets\"}"]);
        Assert.Equal(1, failed["controller_runtime_reconcile_time_seconds_bucket{controller=\"gadgets\",le=\"5\"}"]);
        Assert.Equal(0, failed["controller_runtime_reconcile_time_seconds_bucket{controller=\"gadgets\",le=\"2.5\"}"]);
        Assert.Equal(1, failed["workqueue_retries_total{name=\"gadgets\"}"]);
        Assert.Equal(1, failed["informer_lists_total{resource=\"gadgets.example.dev\"}"]);

        await stop.CancelAsync();
        await Task.WhenAll(run, watch).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private sealed class Gadget : IKubernetesObject<Gadget>
    {
        public static ResourceType Resource { get; } = new("example.dev", "v1", "Gadget", "gadgets");

        public static JsonTypeInfo<Gadget> JsonType => throw new InvalidOperationException("nobody reads or writes gadgets");

        public ObjectMeta Metadata { get; set; } = new() { Namespace = "shop", Name = "a", Uid = "1", ResourceVersion = "1" };
    }

    private sealed class OneGadget : IListWatch<Gadget>
    {
        public Task<ListPage<Gadget>> ListAsync(int limit, string? continueToken, CancellationToken cancellationToken) =>
            Task.FromResult(new ListPage<Gadget>([new()], "10", null, []));

        public async IAsyncEnumerable<WatchEvent<Gadget>> WatchAsync(
            string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            yield break;
        }
    }

    private sealed class Reconciler : IReconciler<Gadget>
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Finish { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<ReconcileResult> ReconcileAsync(
            Gadget resource, ReconcileContext context, CancellationToken cancellationToken)
        {
            Started.TrySetResult();
            await Finish.Task.WaitAsync(cancellationToken);
            return ReconcileResult.Done;
        }
    }
}
