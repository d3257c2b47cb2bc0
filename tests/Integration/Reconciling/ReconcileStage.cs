using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Actions;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Operator.Monitoring;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Reconciling;

/// <summary>
/// The reconcile loop on a real API server, with a clock and samples that the test holds. There is no kubelet here, so ready pods are
/// stood in for: as many as the Deployment asks for.
/// </summary>
internal sealed class ReconcileStage
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly KubernetesClient _client;
    private readonly KubernetesClient _operator;
    private readonly SampleBoard _board = new();
    private readonly StandInPods _pods = new();
    private ModelMonitorReconciler _reconciler;

    private ReconcileStage(KubernetesClient client, KubernetesClient @operator, string ns)
    {
        (_client, _operator) = (client, @operator);
        Namespace = ns;
        Scales = new(@operator.Scales);
        _reconciler = NewReconciler();
    }

    public string Namespace { get; }

    public ObjectKey Key => new(Namespace, "chat");

    public ManualTime Time { get; } = new();

    public MeddledScales Scales { get; }

    public RecordedEvents Events { get; } = new();

    /// <summary>As whom the process acts.</summary>
    public Standing Standing { get; set; } = Standing.Alone;

    /// <summary>Every monitor as the informer shows it.</summary>
    public List<V1Alpha1ModelMonitor> Shown { get; } = [];

    /// <summary>Other autoscalers; null for none.</summary>
    public Autoscalers? Autoscalers { get; set; }

    /// <summary>Changes the monitor that a reconcile starts from.</summary>
    public Action<V1Alpha1ModelMonitor>? OnReconcile { get; set; }

    /// <summary>Changes what the informer shows while a reconcile runs.</summary>
    public Action<V1Alpha1ModelMonitor>? OnShown { get; set; }

    /// <summary>Sets everything up.</summary>
    /// <param name="fixture">The cluster.</param>
    /// <param name="replicas">Replicas of the target; 0: there is none.</param>
    /// <param name="change">Changes the monitor.</param>
    /// <param name="operator">The operator's client; null: the administrator's.</param>
    public static async Task<ReconcileStage> SetUpAsync(
        ClusterFixture fixture, int replicas = 1, Action<V1Alpha1ModelMonitor>? change = null, KubernetesClient? @operator = null)
    {
        var stage = new ReconcileStage(fixture.Client, @operator ?? fixture.Client, await fixture.CreateNamespaceAsync());
        if (replicas > 0) await stage.CreateDeploymentAsync(replicas);
        var monitor = new V1Alpha1ModelMonitor
        {
            Metadata = new() { Name = "chat", Namespace = stage.Namespace },
            Spec = new()
            {
                TargetRef = new() { Name = "chat" },
                Objectives = [new() { Name = "first-token", Indicator = "time-to-first-token", Below = IntOrString.FromString("1s") }],
                Scaling = new() { MaxReplicas = 8 },
            },
        };
        change?.Invoke(monitor);
        await fixture.Client.Resource<V1Alpha1ModelMonitor>().CreateAsync(monitor);
        return stage;
    }

    /// <summary>What reconciles.</summary>
    public ModelMonitorReconciler Reconciler => _reconciler;

    /// <summary>A new process: everything in memory is gone.</summary>
    public void Restart() => _reconciler = NewReconciler();

    /// <summary>An interval passes, a sample arrives, the monitor is reconciled.</summary>
    public async Task IntervalAsync(double firstTokenSeconds, double running, double waiting, double completed)
    {
        Time.Advance(Interval);
        var now = Time.GetUtcNow();
        var sample = new MonitorSample(
            new Dictionary<string, Reading> { ["first-token"] = Reading.Of(firstTokenSeconds, now) },
            new(Reading.Of(running, now), Reading.Of(waiting, now), Reading.Of(completed, now)));
        await IntervalAsync(sample);
    }

    public async Task OutageAsync(UnknownReason reason)
    {
        Time.Advance(Interval);
        var unknown = Reading.Unknown(reason, "stood in for");
        await IntervalAsync(new(new Dictionary<string, Reading> { ["first-token"] = unknown }, LoadReadings.Unknown(reason)));
    }

    /// <summary>An interval in which the target has no pod, and this many requests wait for one.</summary>
    public async Task AsleepAsync(double queued)
    {
        Time.Advance(Interval);
        var unknown = Reading.Unknown(UnknownReason.NoReadyPods, "stood in for");
        await IntervalAsync(new(
            new Dictionary<string, Reading> { ["first-token"] = unknown },
            LoadReadings.Unknown(UnknownReason.NoReadyPods) with { Queued = Reading.Of(queued, Time.GetUtcNow()) }));
    }

    public Task ReconcileAsync() => ReconcileAsync(retryConflicts: true);

    public Task<V1Alpha1ModelMonitor> MonitorAsync() => _client.Resource<V1Alpha1ModelMonitor>().GetAsync(Key);

    public async Task<string> ConditionAsync(ConditionType type)
    {
        var condition = (await MonitorAsync()).Status?.Conditions?.SingleOrDefault(c => c.Type == type.ToString());
        return condition is null ? "absent" : $"{condition.Status} {condition.Reason}";
    }

    public async Task<int> ReplicasAsync() => (await _client.Resource<V1Deployment>().GetAsync(Key)).Spec!.Replicas ?? 1;

    public Task CreateDeploymentAsync(int replicas) => _client.SendRawAsync(
        HttpMethod.Post,
        $"/apis/apps/v1/namespaces/{Namespace}/deployments",
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"chat"},"spec":{"replicas":REPLICAS,"selector":{"matchLabels":{"app":"chat"}},
         "template":{"metadata":{"labels":{"app":"chat"}},"spec":{"containers":[{"name":"c","image":"none"}]}}}}
        """.Replace("REPLICAS", replicas.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    public Task DeleteDeploymentAsync() => _client.Resource<V1Deployment>().DeleteAsync(Key);

    private async Task IntervalAsync(MonitorSample sample)
    {
        // The first reconcile registers the question that the sample answers.
        if (_board.Of("prod", onlyNew: false).Count == 0) await ReconcileAsync();
        foreach (var watched in _board.Of("prod", onlyNew: false)) _board.Publish(watched, sample);
        await ReconcileAsync();
    }

    private async Task ReconcileAsync(bool retryConflicts)
    {
        _pods.Names = [.. Enumerable.Range(0, await ReadyAsync()).Select(i => $"chat-{i}")];
        try
        {
            var monitor = await MonitorAsync();
            Shown.RemoveAll(m => ObjectKey.Of(m) == Key);
            var shown = await MonitorAsync();
            OnShown?.Invoke(shown);
            Shown.Add(shown);
            OnReconcile?.Invoke(monitor);
            await _reconciler.ReconcileAsync(monitor, new(Key, "test"), CancellationToken.None);
        }
        catch (KubernetesException e) when (e.IsConflict && retryConflicts)
        {
            await ReconcileAsync(retryConflicts: false);
        }
    }

    private async Task<int> ReadyAsync()
    {
        try
        {
            return await ReplicasAsync();
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return 0;
        }
    }

    private ExporterKeeper Exporters() => new(
        new(EngineCatalog.LoadEmbedded().GpuExporters, new()),
        new(_operator, new(_operator, Time), () => "there is no webhook here", () => false),
        new PodFinder(_pods),
        new StandInMonitors(() => Shown),
        new InjectionBoard(Time),
        new Evictor(_operator),
        TimeSpan.FromMinutes(5),
        Time,
        NullLogger<ExporterKeeper>.Instance);

    private ModelMonitorReconciler NewReconciler() => new(
        new WorkReader([SourceAccess.ForAll("prod")], EngineCatalog.LoadEmbedded()),
        new TargetFinder(_operator, new TargetCache(_operator, Namespace, Time, NullLoggerFactory.Instance)),
        new Observer(new PodFinder(_pods), Time),
        new ReplicasOwner(_operator, Time),
        new Contest(new StandInMonitors(() => Shown), ns => Autoscalers?.Of(ns) ?? []),
        _board,
        new Enactor(new StandInMonitors(() => Shown), new NamespaceGuard(_operator), new Scaler(Scales), Time, NullLogger<Enactor>.Instance),
        Exporters(),
        // Never run, so that it knows of no prometheus-operator.
        new MonitoringObjects(_operator, new(), EngineCatalog.LoadEmbedded(), (_, _) => null, Namespace, Time, NullLoggerFactory.Instance),
        new StatusWriter(_operator.Resource<V1Alpha1ModelMonitor>(), Time),
        new Announcer(Events),
        () => Standing,
        Interval,
        Time);

    /// <summary>The real scale subresource, with something that happens before or after a write on request.</summary>
    internal sealed class MeddledScales(IScaleClient real) : IScaleClient
    {
        public string? Actor => real.Actor;

        public Func<Task>? BeforePatch { get; set; }

        public Func<Task>? AfterPatch { get; set; }

        /// <summary>Writes that were sent, also those that the server refused as stale.</summary>
        public int Patches { get; private set; }

        /// <summary>Writes that the server carried out.</summary>
        public int CarriedOut { get; private set; }

        public Task<Scale> GetAsync(ResourceType target, ObjectKey key, CancellationToken cancellationToken = default) =>
            real.GetAsync(target, key, cancellationToken);

        public async Task<Scale> PatchAsync(
            ResourceType target, ObjectKey key, int replicas, string uid, string resourceVersion, CancellationToken cancellationToken = default)
        {
            Patches++;
            if (BeforePatch is { } before) await before();
            var scale = await real.PatchAsync(target, key, replicas, uid, resourceVersion, cancellationToken);
            CarriedOut++;
            if (AfterPatch is { } after) await after();
            return scale;
        }
    }

    internal sealed class RecordedEvents : IEventRecorder
    {
        public List<string> Reasons { get; } = [];

        public void Record(IKubernetesObject regarding, ResourceType resource, EventType type, string reason, string action, string note, string? occurrence = null) =>
            Reasons.Add(reason);
    }

    private sealed class StandInMonitors(Func<List<V1Alpha1ModelMonitor>> shown) : IStore<V1Alpha1ModelMonitor>
    {
        public bool TryGet(ObjectKey key, [MaybeNullWhen(false)] out V1Alpha1ModelMonitor resource) =>
            (resource = shown().Find(m => ObjectKey.Of(m) == key)) is not null;

        public IReadOnlyCollection<V1Alpha1ModelMonitor> List() => shown();

        public IReadOnlyCollection<V1Alpha1ModelMonitor> List(string ns) => [.. shown().Where(m => m.Metadata.Namespace == ns)];
    }

    private sealed class StandInPods : IStore<V1Pod>
    {
        public IReadOnlyList<string> Names { get; set; } = [];

        public bool TryGet(ObjectKey key, [MaybeNullWhen(false)] out V1Pod resource)
        {
            resource = null;
            return false;
        }

        public IReadOnlyCollection<V1Pod> List() => List("");

        public IReadOnlyCollection<V1Pod> List(string ns) =>
        [
            .. Names.Select(name => new V1Pod
            {
                Metadata = new() { Name = name, Namespace = ns, Labels = new Dictionary<string, string> { ["app"] = "chat" } },
                Status = new() { Conditions = [new() { Type = "Ready", Status = "True" }] },
            }),
        ];
    }
}
