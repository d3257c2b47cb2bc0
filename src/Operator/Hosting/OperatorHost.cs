using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exposition;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Hosting;

/// <summary>The process: what starts in which order and why, and the same backwards.</summary>
public static class OperatorHost
{
    /// <summary>A reconcile that runs longer than this makes the process not alive: twice its own timeout.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(60);

    /// <summary>Runs the operator until cancelled.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it; it then stops in order and returns.</param>
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    /// <exception cref="ClientConfigException">There is no usable way to an API server.</exception>
    public static async Task RunAsync(OperatorOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var loggers = Logging.Create(options);
        var logger = loggers.CreateLogger(typeof(OperatorHost));
        var configuration = ConfigurationLoader.Load(options.ConfigPath);
        using var client = new KubernetesClient(ClientConfig.Load(options.Kubeconfig, time: time, loggers: loggers), time, loggers);
        using var parts = Build(configuration, options, client, time, loggers);

        // 1. Probes and metrics listen first, so that a start that hangs can be seen; not ready yet.
        var (alive, ready) = ChecksOf(parts, time);
        using var exposition = new PrometheusExposition(PrometheusExposition.OperatorMeters, loggers.CreateLogger<PrometheusExposition>());
        await using var metricsEndpoint = await Endpoints.ServeMetricsAsync(options.MetricsAddress, exposition, loggers, cancellationToken);
        await using var probes = await Endpoints.ServeProbesAsync(options.HealthAddress, alive, ready, loggers, cancellationToken);

        // 2. Caches before anything that reads them.
        using var informersEnd = new CancellationTokenSource();
        var informers = new[] { parts.Monitors.RunAsync(informersEnd.Token), parts.Pods.RunAsync(informersEnd.Token) };

        // 3. Events, so that the first decision can be told.
        using var eventsEnd = new CancellationTokenSource();
        var events = parts.Events.RunAsync(eventsEnd.Token);

        // 4. Samplers and reconciles, once the caches are complete: half a list of pods would look like lost coverage.
        // There is no deadline: without the CRD or a right the process stays up, not ready, and says why.
        using var workEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAll(
                parts.Monitors.WaitForSyncAsync(Timeout.InfiniteTimeSpan, cancellationToken),
                parts.Pods.WaitForSyncAsync(Timeout.InfiniteTimeSpan, cancellationToken));
            logger.LogInformation("started: {Sources} metrics sources, interval {Interval}", parts.Samplers.Count, parts.Interval);
            Task[] work = [parts.Controller.RunAsync(workEnd.Token), .. parts.Samplers.Select(s => s.RunAsync(workEnd.Token))];
            await Task.WhenAny(work);
            // None ends by itself: either we were asked to stop, or one failed, and then the others must not go on without it.
            await workEnd.CancelAsync();
            await Task.WhenAll(work);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop while still starting.
        }
        finally
        {
            // The same backwards: whoever acts has ended (its reads are cancelled, a write already sent is awaited), then Events are
            // flushed, then the caches go.
            await eventsEnd.CancelAsync();
            await events;
            await informersEnd.CancelAsync();
            await Task.WhenAll(informers);
            logger.LogInformation("stopped");
        }
    }

    private static Parts Build(
        OperatorConfiguration configuration, OperatorOptions options, KubernetesClient client, TimeProvider time, ILoggerFactory loggers)
    {
        var interval = TimeSpan.FromSeconds(configuration.IntervalSeconds);
        var monitorResource = client.Resource<V1Alpha1ModelMonitor>();
        var monitors = new Informer<V1Alpha1ModelMonitor>(
            monitorResource.ListWatch(configuration.WatchNamespace), time, loggers.CreateLogger<Informer<V1Alpha1ModelMonitor>>());
        var pods = new Informer<V1Pod>(
            client.Resource<V1Pod>().ListWatch(configuration.WatchNamespace), time, loggers.CreateLogger<Informer<V1Pod>>());
        var events = new EventRecorder(
            new ApiEventSink(client.Resource<V1Event>()),
            new() { Controller = "modelmonitor.dev/operator", Instance = Environment.MachineName },
            time,
            loggers.CreateLogger<EventRecorder>());

        var engines = EngineCatalog.LoadEmbedded();
        var board = new SampleBoard();
        var podFinder = new PodFinder(pods.Store);
        var reconciler = new ModelMonitorReconciler(
            new WorkReader([.. configuration.Sources.Select(s => s.Name)], engines),
            new TargetFinder(client),
            podFinder,
            board,
            monitors.Store,
            new NamespaceGuard(client),
            new Actions.Scaler(client.Scales),
            new StatusWriter(monitorResource, time),
            new Announcer(events),
            () => Standing.Alone,
            interval,
            time,
            loggers.CreateLogger<ModelMonitorReconciler>());
        var controller = new Controller<V1Alpha1ModelMonitor>(
            monitors,
            reconciler,
            new() { Name = "modelmonitor", MaxConcurrentReconciles = options.Workers, Deleted = reconciler.Forget },
            time,
            loggers.CreateLogger<Controller<V1Alpha1ModelMonitor>>());

        var samplers = configuration.Sources.Select(s =>
        {
            var source = SourceFactory.Create(s, configuration, engines, time, loggers);
            return new SourceSampler(source, board, podFinder, controller.Enqueue, interval, time, loggers.CreateLogger<SourceSampler>());
        });
        return new(monitors, pods, events, controller, [.. samplers], new OperatorMetrics(reconciler), interval);
    }

    private static (Readiness Alive, Readiness Ready) ChecksOf(Parts parts, TimeProvider time)
    {
        var (alive, ready) = (new Readiness(), new Readiness());
        alive.Add("reconcile", () =>
            parts.Controller.LongestRunning > StuckAfter ? $"a reconcile has been running for {parts.Controller.LongestRunning.TotalSeconds:0} s" : null);
        ready.Add("modelmonitors", () => Wrong(parts.Monitors.HasSynced, parts.Monitors.ReadFault));
        ready.Add("pods", () => Wrong(parts.Pods.HasSynced, parts.Pods.ReadFault));
        return (alive, ready);

        // A watch that has been failing for a while makes the caches old; a short fault is healed by itself and nobody's business.
        string? Wrong(bool synced, InformerFault? fault) =>
            fault is not null && (!synced || time.GetUtcNow() - fault.Since > TimeSpan.FromMinutes(5)) ? fault.Reason
            : synced ? null
            : "not listed yet";
    }

    private sealed record Parts(
        Informer<V1Alpha1ModelMonitor> Monitors,
        Informer<V1Pod> Pods,
        EventRecorder Events,
        Controller<V1Alpha1ModelMonitor> Controller,
        IReadOnlyList<SourceSampler> Samplers,
        OperatorMetrics Metrics,
        TimeSpan Interval) : IDisposable
    {
        public void Dispose()
        {
            foreach (var sampler in Samplers) sampler.Dispose();
            Metrics.Dispose();
            Controller.Dispose();
        }
    }
}
