using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>
/// What a monitor needs of prometheus-operator: a PodMonitor of its injected exporters, one of an engine that nobody scrapes, and a
/// PrometheusRule with recording rules of its budgets and with alerts. docs/alerts.md and docs/exporters.md describe them.
/// </summary>
/// <remarks>
/// <para><b>Guarantees</b>: without prometheus-operator nothing is asked or written, and it is found within five minutes of being
/// installed; constant inputs write nothing; what is not ours is not touched; faults of the server are logged and tried again, never
/// thrown. Safe for concurrent use by different monitors.</para>
/// <para><b>Assumptions</b>: only the leader calls <see cref="EnsureAsync"/>, never twice at once for one monitor; <see cref="RunAsync"/>
/// runs once.</para>
/// <para><b>Caveats</b>: the first look at a monitor reads its three objects, also where none is wanted: one may be left of a process
/// before. Agents (PrometheusAgent) are not looked at: where one of them alone does the scraping and a Prometheus without selectors is
/// there too, the message on selection is wrong.</para>
/// <para>Rights: <c>get</c> to compare before a write, and <c>create</c> with <c>patch</c> because a server-side apply needs both where it
/// makes an object; <c>delete</c> for what is not wanted any more. <c>list,watch</c> of Prometheus objects and <c>get</c> of namespaces are
/// optional: without them nobody is told that no Prometheus selects an object.</para>
/// </remarks>
/// <param name="client">The API server.</param>
/// <param name="configuration">What is to be written, and with which labels.</param>
/// <param name="engines">The engine presets.</param>
/// <param name="recordingRules">Rules for the events of a monitor's budgets, by its source's name; null when the source is no Prometheus.</param>
/// <param name="ns">The only namespace that is watched, or null.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Where it logs.</param>
[Rbac("monitoring.coreos.com", "podmonitors,prometheusrules", "get,create,patch,delete")]
[Rbac("monitoring.coreos.com", "prometheuses", "list,watch")]
[Rbac("", "namespaces", "get", ClusterScoped = true)]
public sealed class MonitoringObjects(
    KubernetesClient client,
    MonitoringConfiguration configuration,
    EngineCatalog engines,
    Func<string, MonitorQuestion, IReadOnlyList<RecordingRule>?> recordingRules,
    string? ns,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>How long an engine is not seen before it counts as scraped by nobody.</summary>
    private static readonly TimeSpan UnseenFor = TimeSpan.FromMinutes(5);

    /// <summary>How long what is wanted is not worked out anew while its inputs stay: edges of histograms may come.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = loggers.CreateLogger<MonitoringObjects>();
    private readonly OperatorTypes _types = new(client, time);
    private readonly OptionalWatch<V1Prometheus> _prometheuses = new(client, ns, time, loggers);
    private readonly WrittenObjects<V1PodMonitor> _podMonitors = new(client, time, loggers.CreateLogger<MonitoringObjects>());
    private readonly WrittenObjects<V1PrometheusRule> _rules = new(client, time, loggers.CreateLogger<MonitoringObjects>());
    private readonly ConcurrentDictionary<ObjectKey, MonitoringMemory> _memories = new();
    private volatile Rules _inUse = new(configuration, engines);
    private string? _told;

    /// <summary>Writes by another configuration from now on; what stands is made anew as its monitors are judged.</summary>
    /// <param name="newConfiguration">As the constructor's.</param>
    /// <param name="newEngines">As the constructor's.</param>
    public void Use(MonitoringConfiguration newConfiguration, EngineCatalog newEngines) => _inUse = new(newConfiguration, newEngines);

    /// <summary>Whether PodMonitors are written here: prometheus-operator is installed, and the configuration does not switch them off.</summary>
    public bool HasPodMonitors => _inUse.Configuration.PodMonitors && _types.HasPodMonitors;

    /// <summary>Looks for prometheus-operator's types and watches Prometheus objects, until cancelled.</summary>
    /// <param name="cancellationToken">Ends it; the task then completes normally.</param>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_types.RunAsync(cancellationToken), _prometheuses.RunAsync(cancellationToken));

    /// <summary>Waits until <see cref="HasPodMonitors"/> can be trusted: before, pods would be told to be scraped by their annotations.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(CancellationToken cancellationToken) => _types.Known.WaitAsync(cancellationToken);

    /// <summary>Makes a judged monitor's objects as they are wanted.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="work">Its spec.</param>
    /// <param name="target">Its target.</param>
    /// <param name="sample">Its newest sample.</param>
    /// <param name="sidecar">The exporter that its pods carry or will carry; null for none.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Why the sidecar's metrics do not reach a Prometheus, as far as that can be seen; null when nothing is known to be wrong.</returns>
    public async Task<Problem?> EnsureAsync(
        V1Alpha1ModelMonitor monitor, Work work, Target target, MonitorSample sample, SidecarRequest? sidecar, CancellationToken cancellationToken)
    {
        var (hasPodMonitors, hasRules) = (_types.HasPodMonitors, _types.HasRules);
        if (!hasPodMonitors) _podMonitors.Clear();
        if (!hasRules) _rules.Clear();
        if (!hasPodMonitors && !hasRules) return null;

        var key = ObjectKey.Of(monitor);
        var memory = _memories.GetOrAdd(key, _ => new());
        memory.Engine = work.Engine ?? sample.Engine ?? memory.Engine;
        var isUnseen = IsUnseen(memory, sample);
        var inputs = (monitor.Metadata.Uid, monitor.Metadata.Generation, target.Selector.Text, memory.Engine, sidecar?.Preset, isUnseen, sample.OffEdge is null, hasPodMonitors, hasRules, _inUse);
        if (!inputs.Equals(memory.Inputs) || time.GetElapsedTime(memory.LookedAt) >= memory.LookAfter)
        {
            var isWell = await WriteAsync(monitor, work, target, sample, sidecar, memory, isUnseen, cancellationToken);
            (memory.Inputs, memory.LookedAt, memory.LookAfter) = (inputs, time.GetTimestamp(), isWell ? LookAgain : AfterFailure);
        }

        return sidecar is null ? null : ProblemOf(key, memory);
    }

    /// <summary>Drops what is remembered of a monitor that is gone; its objects go with it, by their owner references.</summary>
    /// <param name="key">The monitor.</param>
    public void Forget(ObjectKey key)
    {
        _memories.TryRemove(key, out _);
        _podMonitors.Forget(ExporterOf(key));
        _podMonitors.Forget(EngineOf(key));
        _rules.Forget(key);
    }

    private static ObjectKey ExporterOf(ObjectKey monitor) => new(monitor.Namespace, $"{monitor.Name}-gpu-exporter");

    private static ObjectKey EngineOf(ObjectKey monitor) => new(monitor.Namespace, $"{monitor.Name}-engine");

    private bool IsUnseen(MonitoringMemory memory, MonitorSample sample)
    {
        // Without a ready pod there is nothing to see.
        var isNone = sample is { EnginePods.Count: 0, Load.Running.Reason: not Decisions.UnknownReason.NoReadyPods };
        memory.UnseenSince = isNone ? memory.UnseenSince ?? time.GetTimestamp() : null;
        return memory.UnseenSince is { } since && time.GetElapsedTime(since) >= UnseenFor;
    }

    /// <returns>Whether nothing failed.</returns>
    private async Task<bool> WriteAsync(
        V1Alpha1ModelMonitor monitor, Work work, Target target, MonitorSample sample, SidecarRequest? sidecar, MonitoringMemory memory, bool isUnseen,
        CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(monitor);
        var inUse = _inUse;
        var question = new MonitorQuestion(key.ToString(), key.Namespace, target.Key.Name, [], memory.Engine, work.Indicators, work.Model, work.Endpoint.Service);
        var recorded = recordingRules(work.Source, question);
        var states = new List<WrittenState>();
        await ReadNamespaceAsync(key.Namespace, memory, cancellationToken);
        if (_types.HasPodMonitors)
        {
            var exporter = inUse.Configuration.PodMonitors && sidecar is not null ? PodMonitorSpecs.OfExporter(target.Selector, sidecar.Preset) : null;
            memory.Exporter = await _podMonitors.EnsureAsync(ExporterOf(key), monitor, inUse.Labels, exporter, mayCreate: true, cancellationToken);
            var engine = inUse.Configuration.PodMonitors && recorded is not null ? EngineSpec(inUse, work, target) : null;
            states.Add(memory.Exporter);
            states.Add(await _podMonitors.EnsureAsync(EngineOf(key), monitor, inUse.Labels, engine, mayCreate: isUnseen, cancellationToken));
        }

        if (_types.HasRules && (!inUse.Configuration.Rules || recorded is null))
        {
            // Alerts on what the source does not scrape, of a Prometheus that nobody named, would tell of a fault that is none.
            states.Add(await _rules.EnsureAsync(key, monitor, inUse.Labels, null, mayCreate: false, cancellationToken));
        }
        else if (_types.HasRules && memory.Engine is { } name && inUse.Engines.TryGet(name, out var preset) && AreSettled(work, recorded!, sample))
        {
            var rules = RuleGroups.Of(preset, question, work.Plan.Objectives, recorded!, inUse.Configuration.Runbooks.TrimEnd('/'));
            var state = await _rules.EnsureAsync(key, monitor, inUse.Labels, rules, mayCreate: true, cancellationToken);
            states.Add(state);
            if (state == WrittenState.Present) TellWhenNotSelected(key, memory);
        }

        return !states.Contains(WrittenState.Failed) && !states.Contains(WrittenState.Forbidden);
    }

    private static JsonObject? EngineSpec(Rules inUse, Work work, Target target) =>
        work.Engine is { } name && inUse.Engines.TryGet(name, out var preset) && !preset.IsPerService && (work.Endpoint.Port ?? preset.Port) is { } port
            ? PodMonitorSpecs.OfEngine(target.Selector, port, work.Endpoint.Path ?? preset.Path)
            : null;

    // After a start the edges of histograms are not known for a moment; rules without them would replace better ones.
    private static bool AreSettled(Work work, IReadOnlyList<RecordingRule> recorded, MonitorSample sample) => sample.OffEdge is not null
        || work.Plan.Objectives.Where(o => o is { Budget: not null, Quantile: not null }).All(o => recorded.Any(r => r.Labels["objective"] == o.Name));

    private async Task ReadNamespaceAsync(string name, MonitoringMemory memory, CancellationToken cancellationToken)
    {
        var all = _prometheuses.List();
        if (!PrometheusSelection.OfPodMonitors.AsksNamespaceLabels(all) && !PrometheusSelection.OfRules.AsksNamespaceLabels(all)) return;
        try
        {
            var found = await client.Resource<V1Namespace>().GetAsync(new("", name), cancellationToken);
            memory.NamespaceLabels = found.Metadata.Labels ?? new Dictionary<string, string>();
        }
        catch (KubernetesException)
        {
            // Not known: then it counts as selected, and nobody is told what may be wrong.
            memory.NamespaceLabels = null;
        }
    }

    private Problem? ProblemOf(ObjectKey key, MonitoringMemory memory)
    {
        var exporter = ExporterOf(key);
        return memory.Exporter switch
        {
            WrittenState.Forbidden => new(ConditionType.ExporterReady, ConditionReason.Forbidden,
                $"may not write PodMonitor {exporter.Name}; grant get, create, patch and delete of podmonitors.monitoring.coreos.com, or set monitoring.podMonitors: false in the operator's configuration"),
            WrittenState.Foreign => new(ConditionType.ExporterReady, ConditionReason.MonitorNotSelected,
                $"there is a PodMonitor {exporter.Name} that is not ours, and is left alone; delete it, or set monitoring.podMonitors: false in the operator's configuration"),
            WrittenState.Present when PrometheusSelection.OfPodMonitors.WhyNot(_prometheuses.List(), _inUse.Labels, key.Namespace, memory.NamespaceLabels) is { } why =>
                new(ConditionType.ExporterReady, ConditionReason.MonitorNotSelected, $"no Prometheus selects PodMonitor {exporter.Name}: {why}"),
            _ => null,
        };
    }

    // No condition of a monitor is about its rules, and it is an administrator who has to act: once for all of them.
    private void TellWhenNotSelected(ObjectKey key, MonitoringMemory memory)
    {
        var why = PrometheusSelection.OfRules.WhyNot(_prometheuses.List(), _inUse.Labels, key.Namespace, memory.NamespaceLabels);
        if (why is null || Interlocked.Exchange(ref _told, why) == why) return;
        _logger.LogWarning("no Prometheus selects PrometheusRule {Rule}: {Reason}", key, why);
    }

    /// <summary>What is to be written, and with which labels.</summary>
    private sealed class Rules(MonitoringConfiguration configuration, EngineCatalog engines)
    {
        public MonitoringConfiguration Configuration => configuration;

        public EngineCatalog Engines => engines;

        public Dictionary<string, string> Labels { get; } =
            new(configuration.Labels) { ["app.kubernetes.io/name"] = "modelmonitor", ["app.kubernetes.io/managed-by"] = KubernetesClient.Agent };
    }
}
