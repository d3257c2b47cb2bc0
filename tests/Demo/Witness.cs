using ModelMonitor.Kubernetes;
using ModelMonitor.ModelServer.Load;
using ModelMonitor.Resources;

namespace ModelMonitor.Demo;

/// <summary>Looks at a stage while load is on it, from outside the operator, and remembers what it saw.</summary>
internal sealed class Witness(Stage stage, Action<TimelineRow> show)
{
    private const int LooksPerRow = 5;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly ObjectKey Key = new(Stage.Namespace, Stage.Name);

    private readonly List<TimelineRow> _rows = [];
    private readonly Dictionary<string, DecisionRecord> _decisions = [];
    private readonly long _start = Time.GetTimestamp();

    /// <summary>Ready pods at the last look.</summary>
    public IReadOnlyList<Uri> Targets { get; private set; } = [];

    /// <summary>Every row so far.</summary>
    public IReadOnlyList<TimelineRow> Rows => _rows;

    /// <summary>Every decision that ever stood on the object, oldest first, each as it stood last.</summary>
    public IReadOnlyList<DecisionRecord> Decisions => [.. _decisions.Values.OrderBy(d => d.Time)];

    /// <summary>How often the target's spec had been changed at the last look: each change raises its generation by one.</summary>
    public long Generation { get; private set; }

    /// <summary>Since when the clients' bound is broken as Prometheus has it; null while it is not. Whoever begins anew forgets it.</summary>
    public DateTimeOffset? BreachVisible { get; set; }

    /// <summary>Looks for 5 seconds, once each, so that a moment is known to a second, and shows one row.</summary>
    /// <param name="rps">Requests per second that are sent now.</param>
    /// <param name="load">Who sends them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TimelineRow> LookAsync(double rps, LoadGenerator load, CancellationToken cancellationToken)
    {
        double? prometheus = null;
        for (var i = 0; i < LooksPerRow; i++)
        {
            await FindTargetsAsync(cancellationToken);
            prometheus = await stage.Prometheus.FirstTokenP95Async(cancellationToken);
            if (prometheus > HealingScenario.Bound) BreachVisible ??= Time.GetUtcNow();
            await Task.Delay(Step, Time, cancellationToken);
        }

        var monitor = await MonitorAsync(cancellationToken);
        foreach (var one in monitor.Status?.Decisions ?? []) _decisions[one.Id] = one;
        var deployment = await stage.Client.Resource<V1Deployment>().GetAsync(Key, cancellationToken);
        Generation = deployment.Metadata.Generation;
        var decision = monitor.Status?.Decisions?.FirstOrDefault();
        var row = new TimelineRow(
            (int)Time.GetElapsedTime(_start).TotalSeconds,
            rps,
            load.Snapshot().TtftP95,
            prometheus,
            Targets.Count,
            deployment.Spec?.Replicas ?? 0,
            monitor.Status?.Objectives?.FirstOrDefault()?.State ?? "-",
            decision is null ? "-" : $"{decision.From}→{decision.To} {decision.Reason}: {decision.Message}");
        _rows.Add(row);
        show(row);
        return row;
    }

    /// <summary>Asks for the ready pods now.</summary>
    public async Task FindTargetsAsync(CancellationToken cancellationToken) => Targets = await stage.TargetsAsync(cancellationToken);

    /// <summary>Whether so many of the newest rows are there and all are as wanted.</summary>
    public bool Lasting(int rows, Func<TimelineRow, bool> holds) => _rows.Count >= rows && _rows.TakeLast(rows).All(holds);

    /// <summary>The monitor.</summary>
    public Task<V1Alpha1ModelMonitor> MonitorAsync(CancellationToken cancellationToken) =>
        stage.Client.Resource<V1Alpha1ModelMonitor>().GetAsync(Key, cancellationToken);
}
