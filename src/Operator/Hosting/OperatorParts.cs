using System.Net;
using Microsoft.Extensions.Logging;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Operator.Monitoring;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Hosting;

/// <summary>What the process is made of, put together; nothing runs yet. <see cref="OperatorHost"/> says what runs when.</summary>
internal sealed class OperatorParts : IDisposable
{
    private readonly KubernetesClient _client;
    private readonly KubernetesClient? _unfenced;
    private readonly KubernetesClient? _reviews;
    private readonly OperatorMetrics _metrics;
    private readonly ModelMonitorReconciler _reconciler;
    private readonly WorkReader _reader;
    private readonly ExporterKeeper _exporters;

    public OperatorParts(LoadedConfiguration loaded, OperatorOptions options, ClientConfig config, TimeProvider time, ILoggerFactory loggers)
    {
        var (configuration, engines) = (loaded.Configuration, loaded.Engines);
        Leadership = Leadership.Create(options, config, HighestTerm, time, loggers);
        _client = new(config, time, loggers, Leadership.Fence, configuration.Actor);

        var monitors = _client.Resource<V1Alpha1ModelMonitor>();
        Monitors = new(monitors.ListWatch(configuration.WatchNamespace), time, loggers.CreateLogger<Informer<V1Alpha1ModelMonitor>>());
        Pods = new(_client.Resource<V1Pod>().ListWatch(configuration.WatchNamespace), time, loggers.CreateLogger<Informer<V1Pod>>());
        Events = new(
            new ApiEventSink(_client.Resource<V1Event>()),
            new() { Controller = "modelmonitor.dev/operator", Instance = Environment.MachineName, FlushTimeout = TimeSpan.FromSeconds(1) },
            time,
            loggers.CreateLogger<EventRecorder>());

        Targets = new(_client, configuration.WatchNamespace, time, loggers);
        Autoscalers = new(_client, configuration.WatchNamespace, time, loggers);

        var injections = new InjectionBoard(time);
        Injector = new(injections, loggers.CreateLogger<PodInjector>());
        var board = new SampleBoard();
        var podFinder = new PodFinder(Pods.Store);
        Sources = new(
            (source, wanted) => SourceFactory.Create(source, wanted.Configuration, wanted.Engines, time, loggers, AddressOf(config.Server)),
            (source, interval) => new(source, board, podFinder, key => Controller!.Enqueue(key), interval, time, loggers.CreateLogger<SourceSampler>()),
            names => AskAgain(board, names));
        Sources.Use(loaded);
        Monitoring = new(
            _client,
            configuration.Monitoring,
            engines,
            (source, question) => (Sources.Find(source) as PrometheusSource)?.RecordingRulesOf(question),
            configuration.WatchNamespace,
            time,
            loggers);
        _exporters = new(
            SidecarsOf(loaded),
            new(_client, new(_client, time), () => Webhook is { } webhook ? webhook.WhyNot : "the operator's configuration has webhook.enabled: false", () => Monitoring.HasPodMonitors),
            podFinder,
            Monitors.Store,
            injections,
            new Evictor(_client),
            CanaryOf(loaded),
            time,
            loggers.CreateLogger<ExporterKeeper>());
        _reader = new(AccessOf(loaded), engines);
        _reconciler = new(
            _reader,
            new TargetFinder(_client, Targets),
            new Observer(podFinder, time),
            new ReplicasOwner(_client, time),
            new Contest(Monitors.Store, Autoscalers.Of),
            board,
            new Enactor(Monitors.Store, new NamespaceGuard(_client), new Actions.Scaler(_client.Scales), time, loggers.CreateLogger<Enactor>()),
            _exporters,
            Monitoring,
            new StatusWriter(monitors, time),
            new Announcer(Events),
            () => Leadership.Standing,
            IntervalOf(loaded),
            time);
        Controller = new(
            Monitors,
            _reconciler,
            new() { Name = "modelmonitor", MaxConcurrentReconciles = options.Workers, Deleted = _reconciler.Forget },
            time,
            loggers.CreateLogger<Controller<V1Alpha1ModelMonitor>>());
        Targets.Changed += EnqueueMonitorsOf;
        _metrics = new(() => _reconciler.Memories, Monitors.Store, _reconciler.Counts, () => Leadership.Standing.Leads, time);
        if (configuration.Metrics.Secure)
        {
            // A client of its own: a scrape does not wait as long as other work may.
            _reviews = new(config with { RequestTimeout = MetricsGuard.ReviewTimeout }, time, loggers);
            MetricsGuard = new(new ApiAccessReviews(_reviews), time, loggers.CreateLogger<MetricsGuard>());
        }

        if (!configuration.Webhook.Enabled) return;
        _unfenced = new(config, time, loggers);
        Webhook = new(
            configuration.Webhook, options.LeaseNamespace ?? config.DefaultNamespace, options.WebhookAddress, _unfenced, _client,
            () => Leadership.Standing.Leads, Injector, time, loggers);
    }

    public Leadership Leadership { get; }

    public Informer<V1Alpha1ModelMonitor> Monitors { get; }

    public Informer<V1Pod> Pods { get; }

    public TargetCache Targets { get; }

    public Autoscalers Autoscalers { get; }

    public MonitoringObjects Monitoring { get; }

    /// <summary>Who may read metrics; null where everybody may.</summary>
    public MetricsGuard? MetricsGuard { get; }

    /// <summary>What the pod webhook asks.</summary>
    public PodInjector Injector { get; }

    public EventRecorder Events { get; }

    public Controller<V1Alpha1ModelMonitor> Controller { get; }

    public SourcePool Sources { get; }

    /// <summary>Null where the configuration does not enable it.</summary>
    public PodWebhook? Webhook { get; }

    /// <summary>Takes a changed configuration into use, as far as it needs no restart. Throws before anything is changed, or not at all.</summary>
    public void Use(LoadedConfiguration loaded)
    {
        Sources.Use(loaded);
        _reader.Use(AccessOf(loaded), loaded.Engines);
        _exporters.Use(SidecarsOf(loaded), CanaryOf(loaded));
        Monitoring.Use(loaded.Configuration.Monitoring, loaded.Engines);
        _reconciler.Interval = IntervalOf(loaded);
        EnqueueAll();
    }

    /// <summary>A new leader looks at every monitor at once and does not wait for the next sample.</summary>
    public void EnqueueAll()
    {
        foreach (var monitor in Monitors.Store.List()) Controller.Enqueue(ObjectKey.Of(monitor));
    }

    public void Dispose()
    {
        Sources.Dispose();
        _metrics.Dispose();
        Controller.Dispose();
        Leadership.Dispose();
        Webhook?.Dispose();
        _unfenced?.Dispose();
        _reviews?.Dispose();
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

    private void AskAgain(SampleBoard board, IReadOnlyList<string> sources)
    {
        foreach (var source in sources) board.ForgetSource(source);
        EnqueueAll();
    }

    private static TimeSpan IntervalOf(LoadedConfiguration loaded) => TimeSpan.FromSeconds(loaded.Configuration.IntervalSeconds);

    private static TimeSpan CanaryOf(LoadedConfiguration loaded) => TimeSpan.FromSeconds(loaded.Configuration.Exporters.CanarySeconds);

    private static SidecarReader SidecarsOf(LoadedConfiguration loaded) => new(loaded.Engines.GpuExporters, loaded.Configuration.Exporters);

    private static SourceAccess[] AccessOf(LoadedConfiguration loaded) =>
        [.. loaded.Configuration.Sources.Select(s => new SourceAccess(s.Name, SourceFactory.OptionsOf(s, loaded.Configuration).Allows))];

    private static IPAddress? AddressOf(Uri server) => IPAddress.TryParse(server.DnsSafeHost, out var address) ? address : null;

    private long HighestTerm() => Monitors.Store.List().Select(m => m.Status?.LeaderTerm ?? 0).DefaultIfEmpty().Max();
}
