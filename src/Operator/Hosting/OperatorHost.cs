using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exposition;
using ModelMonitor.Operator.Logs;

namespace ModelMonitor.Operator.Hosting;

/// <summary>The process: what starts in which order and why, and the same backwards.</summary>
public static class OperatorHost
{
    /// <summary>A reconcile that runs longer than this makes the process not alive: twice its own timeout.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(60);

    /// <summary>How long a process that no longer leads waits for its work to end; no write of it can pass by then.</summary>
    private static readonly TimeSpan LostGrace = TimeSpan.FromSeconds(2);

    /// <summary>How long giving up the lease may take at a stop.</summary>
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Runs the operator until cancelled.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it; it then stops in order and returns.</param>
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    /// <exception cref="ClientConfigException">There is no usable way to an API server.</exception>
    /// <exception cref="LeadershipLostException">Another process leads; this one has to end and begin anew.</exception>
    public static async Task RunAsync(OperatorOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var loaded = ConfigurationLoader.LoadAll(options.ConfigPath);
        var levels = new LogLevels(loaded.Configuration.Logging, options.LogLevel);
        using var loggers = LogSetup.Create(options.LogFormat ?? loaded.Configuration.Logging.Format, levels, time);
        var logger = loggers.CreateLogger(typeof(OperatorHost));
        // Nobody may fail without a word, also not a task that nobody waits for.
        TaskScheduler.UnobservedTaskException += (_, e) => logger.LogError(e.Exception, "Unobserved task exception");
        using var parts = new OperatorParts(
            loaded, options, ClientConfig.Load(options.Kubeconfig, time: time, loggers: loggers), time, loggers);
        using var configMetrics = new ConfigurationMetrics(time);
        var changes = new ConfigurationWatch(options.ConfigPath, loaded, UseChanged, configMetrics, time, loggers.CreateLogger<ConfigurationWatch>());

        // 1. Probes and metrics listen first, so that a start that hangs can be seen; not ready yet.
        var (alive, ready) = ChecksOf(parts, time);
        using var exposition = new PrometheusExposition(PrometheusExposition.OperatorMeters, loggers.CreateLogger<PrometheusExposition>());
        await using var metricsEndpoint = await Endpoints.ServeMetricsAsync(
            options.MetricsAddress, exposition, parts.MetricsGuard, time, loggers, cancellationToken);
        await using var probes = await Endpoints.ServeProbesAsync(options.HealthAddress, alive, ready, loggers, cancellationToken);
        // The webhook too, and it ends last: no API server is sent here before the caches make this process ready, and until the Service
        // has forgotten a pod that stops, requests still come.
        await using var webhookEndpoint = parts.Webhook is null ? null : await parts.Webhook.ServeAsync(cancellationToken);

        // 2. Caches before anything that reads them.
        using var informersEnd = new CancellationTokenSource();
        Task[] informers =
        [
            parts.Monitors.RunAsync(informersEnd.Token), parts.Pods.RunAsync(informersEnd.Token), parts.Targets.RunAsync(informersEnd.Token),
            parts.Autoscalers.RunAsync(informersEnd.Token), parts.Monitoring.RunAsync(informersEnd.Token),
            parts.Webhook?.RunAsync(informersEnd.Token) ?? Task.CompletedTask,
        ];

        // 3. Events, so that the first decision can be told; and changes of the configuration, which may be what a start waits for.
        using var eventsEnd = new CancellationTokenSource();
        var events = parts.Events.RunAsync(eventsEnd.Token);
        var watching = changes.RunAsync(eventsEnd.Token);

        // 4. Samplers, reconciles and the election, once the caches are complete: half a list of pods would look like lost coverage, and
        // half a list of monitors could hide a former leader's term. All of them run before this process leads: a warm standby.
        // There is no deadline: without the CRD or a right the process stays up, not ready, and says why.
        using var workEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var electionEnd = new CancellationTokenSource();
        var (work, election) = (Task.CompletedTask, Task.CompletedTask);
        try
        {
            await Task.WhenAll(
                parts.Monitors.WaitForSyncAsync(Timeout.InfiniteTimeSpan, cancellationToken),
                parts.Pods.WaitForSyncAsync(Timeout.InfiniteTimeSpan, cancellationToken),
                parts.Autoscalers.WaitAsync(cancellationToken),
                parts.Monitoring.WaitAsync(cancellationToken));
            logger.LogInformation("started: {Sources} metrics sources, interval {Interval} s", parts.Sources.Count, loaded.Configuration.IntervalSeconds);
            election = parts.Leadership.RunAsync(parts.EnqueueAll, electionEnd.Token);
            Task[] parallel = [parts.Controller.RunAsync(workEnd.Token), parts.Sources.RunAsync(workEnd.Token)];
            work = Task.WhenAll(parallel);
            // None ends by itself: we were asked to stop, or lost the lease, or one failed, and then the others must not go on without it.
            await Task.WhenAny([election, .. parallel]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop while still starting.
        }
        finally
        {
            // The same backwards: whoever acts ends (its reads are cancelled, a write already sent is awaited), Events are flushed, and
            // only then the lease is given up: earlier, two processes would act.
            await workEnd.CancelAsync();
            var grace = election.IsFaulted ? LostGrace : Timeout.InfiniteTimeSpan;
            await work.WaitAsync(grace, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await eventsEnd.CancelAsync();
            await events;
            await watching;
            await electionEnd.CancelAsync();
            await election.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using (var late = new CancellationTokenSource(ReleaseTimeout, time)) await parts.Leadership.ReleaseAsync(late.Token);
            await informersEnd.CancelAsync();
            await Task.WhenAll(informers);
            logger.LogInformation("stopped");
        }

        await election;
        await work;

        void UseChanged(LoadedConfiguration changed)
        {
            parts.Use(changed);
            levels.Use(changed.Configuration.Logging);
        }
    }

    private static (Readiness Alive, Readiness Ready) ChecksOf(OperatorParts parts, TimeProvider time)
    {
        var (alive, ready) = (new Readiness(), new Readiness());
        alive.Add("reconcile", () =>
            parts.Controller.LongestRunning > StuckAfter ? $"a reconcile has been running for {parts.Controller.LongestRunning.TotalSeconds:0} s" : null);
        alive.Add("leader-election", () => parts.Leadership.Fault);
        ready.Add("modelmonitors", () => Wrong(parts.Monitors.HasSynced, parts.Monitors.ReadFault));
        ready.Add("pods", () => Wrong(parts.Pods.HasSynced, parts.Pods.ReadFault));
        if (parts.Webhook is { } webhook) ready.Add("webhook", () => webhook.NotReady);
        return (alive, ready);

        // A watch that has been failing for a while makes the caches old; a short fault is healed by itself and nobody's business.
        string? Wrong(bool synced, InformerFault? fault) =>
            fault is not null && (!synced || time.GetUtcNow() - fault.Since > TimeSpan.FromMinutes(5)) ? fault.Reason
            : synced ? null
            : "not listed yet";
    }
}
