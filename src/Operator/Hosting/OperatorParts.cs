using System.Net;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Hosting;

/// <summary>What the process is made of, put together; nothing runs yet. <see cref="OperatorHost"/> says what runs when.</summary>
internal sealed class OperatorParts : IDisposable
{
    private readonly KubernetesClient _client;
    private readonly OperatorMetrics _metrics;

    public OperatorParts(
        OperatorConfiguration configuration, OperatorOptions options, ClientConfig config, TimeProvider time, ILoggerFactory loggers)
    {
        Interval = TimeSpan.FromSeconds(configuration.IntervalSeconds);
        Leadership = Leadership.Create(options, config, HighestTerm, time, loggers);
        _client = new(config, time, loggers, Leadership.Fence);

        var monitors = _client.Resource<V1Alpha1ModelMonitor>();
        Monitors = new(monitors.ListWatch(configuration.WatchNamespace), time, loggers.CreateLogger<Informer<V1Alpha1ModelMonitor>>());
        Pods = new(_client.Resource<V1Pod>().ListWatch(configuration.WatchNamespace), time, loggers.CreateLogger<Informer<V1Pod>>());
        Events = new(
            new ApiEventSink(_client.Resource<V1Event>()),
            new() { Controller = "modelmonitor.dev/operator", Instance = Environment.MachineName, FlushTimeout = TimeSpan.FromSeconds(1) },
            time,
            loggers.CreateLogger<EventRecorder>());

        Targets = new(_client, configuration.WatchNamespace, time, loggers);

        var engines = PresetsLoader.Load(configuration);
        var board = new SampleBoard();
        var podFinder = new PodFinder(Pods.Store);
        var reconciler = new ModelMonitorReconciler(
            new WorkReader([.. configuration.Sources.Select(s => new SourceAccess(s.Name, SourceFactory.OptionsOf(s, configuration).Allows))], engines),
            new TargetFinder(_client, Targets),
            podFinder,
            board,
            Monitors.Store,
            new Enactor(Monitors.Store, new NamespaceGuard(_client), new Actions.Scaler(_client.Scales), time, loggers.CreateLogger<Enactor>()),
            new StatusWriter(monitors, time),
            new Announcer(Events),
            () => Leadership.Standing,
            Interval,
            time);
        Controller = new(
            Monitors,
            reconciler,
            new() { Name = "modelmonitor", MaxConcurrentReconciles = options.Workers, Deleted = reconciler.Forget },
            time,
            loggers.CreateLogger<Controller<V1Alpha1ModelMonitor>>());
        Targets.Changed += EnqueueMonitorsOf;
        Samplers =
        [
            .. configuration.Sources.Select(s => new SourceSampler(
                SourceFactory.Create(s, configuration, engines, time, loggers, AddressOf(config.Server)),
                board, podFinder, Controller.Enqueue, Interval, time, loggers.CreateLogger<SourceSampler>())),
        ];
        _metrics = new(reconciler);
    }

    public TimeSpan Interval { get; }

    public Leadership Leadership { get; }

    public Informer<V1Alpha1ModelMonitor> Monitors { get; }

    public Informer<V1Pod> Pods { get; }

    public TargetCache Targets { get; }

    public EventRecorder Events { get; }

    public Controller<V1Alpha1ModelMonitor> Controller { get; }

    public IReadOnlyList<SourceSampler> Samplers { get; }

    /// <summary>A new leader looks at every monitor at once and does not wait for the next sample.</summary>
    public void EnqueueAll()
    {
        foreach (var monitor in Monitors.Store.List()) Controller.Enqueue(ObjectKey.Of(monitor));
    }

    public void Dispose()
    {
        foreach (var sampler in Samplers) sampler.Dispose();
        _metrics.Dispose();
        Controller.Dispose();
        Leadership.Dispose();
        _client.Dispose();
    }

    private void EnqueueMonitorsOf(ResourceType resource, ObjectKey target)
    {
        foreach (var monitor in Monitors.Store.List(target.Namespace))
        {
            var reference = monitor.Spec.TargetRef;
            if (reference.Name == target.Name && reference.Kind == resource.Kind) Controller.Enqueue(ObjectKey.Of(monitor));
        }
    }

    private static IPAddress? AddressOf(Uri server) => IPAddress.TryParse(server.DnsSafeHost, out var address) ? address : null;

    private long HighestTerm() => Monitors.Store.List().Select(m => m.Status?.LeaderTerm ?? 0).DefaultIfEmpty().Max();
}
