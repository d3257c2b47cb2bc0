using ModelMonitor.Decisions;

namespace ModelMonitor.Simulation;

/// <summary>The operator's own decisions, from the very code that it runs: one objective on the time to the first token, with a budget.</summary>
public sealed class ModelMonitorPolicy : IScalingPolicy
{
    // Any date will do; a fixed one gives the same decisions every time.
    private static readonly DateTimeOffset s_epoch = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly Plan _plan;
    private readonly EventTally? _events;
    private MonitorState _state = MonitorState.Start;

    /// <summary>A monitor at its start.</summary>
    /// <param name="options">Bound, allowed share, and bounds of replicas are taken from here.</param>
    /// <param name="label">What tables call it; null for a name with the objective.</param>
    /// <param name="limits">Limits of scaling; null for <see cref="DefaultLimits"/>.</param>
    public ModelMonitorPolicy(SimulationOptions options, string? label = null, ScalingLimits? limits = null)
        : this(PlanOf(options, limits), label ?? FormattableString.Invariant($"ModelMonitor {100 * (1 - options.AllowedShare):0.##} %"))
    {
    }

    /// <summary>A plan of one's own.</summary>
    /// <param name="plan">Valid; its first objective is the one on the time to the first token, all others are never known.</param>
    /// <param name="label">What tables call it.</param>
    public ModelMonitorPolicy(Plan plan, string label)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, Name) = (plan, label);
        if (plan.Objectives[0].Budget is { } budget) _events = new(budget, Period);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TimeSpan Period => Constants.Interval;

    /// <summary>What the newest decision was; null before the first.</summary>
    public Decision? Last { get; private set; }

    /// <summary>
    /// The limits of a monitor that gives none: up at once, by at most doubling or 4 pods in 15 s; down after 300 s, by at most 1 pod or a
    /// tenth in 60 s. They are the resource's own defaults, which this room does not see; a test of the command line compares them.
    /// </summary>
    /// <param name="min">Fewest replicas.</param>
    /// <param name="max">Most replicas.</param>
    public static ScalingLimits DefaultLimits(int min, int max)
    {
        var (quarter, minute) = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
        return new(min, max,
            new(TimeSpan.Zero, PolicySelect.Max, [new(IsPercent: true, 100, quarter), new(IsPercent: false, 4, quarter)]),
            new(TimeSpan.FromSeconds(300), PolicySelect.Max, [new(IsPercent: false, 1, minute), new(IsPercent: true, 10, minute)]));
    }

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var outcome = Pipeline.Decide(_plan, _state, Observe(seen), s_epoch + now);
        _state = outcome.State;
        Last = outcome.Decision;
        return outcome.Decision?.To ?? seen.Current;
    }

    private static Plan PlanOf(SimulationOptions options, ScalingLimits? limits)
    {
        ArgumentNullException.ThrowIfNull(options);
        var objective = new Objective("first-token", Indicator.TimeToFirstToken, options.FirstTokenBound.TotalSeconds, GoodIsBelow: true, MayScale: true,
            Quantile: 0.95, new ErrorBudget(1 - options.AllowedShare, TimeSpan.FromDays(30)));
        return new([objective], limits ?? DefaultLimits(options.MinReplicas, options.MaxReplicas));
    }

    private Observation Observe(SeenMetrics seen)
    {
        var objective = _plan.Objectives[0].Name;
        var replicas = new ReplicaCounts(seen.Current, seen.Ready)
        {
            StartingSince = [.. seen.StartingSince.Select(t => s_epoch + t)],
            Starts = [.. seen.Starts.Select(s => new PodStart(s_epoch + s.ReadyAt, s.Took))],
            Blocked = seen.Blocked,
            IsRollingOut = seen.IsRollingOut,
        };
        var events = new Dictionary<string, ObjectiveEvents>();
        if (_events is not null) events[objective] = _events.Count(seen);
        if (!seen.IsKnown)
        {
            var unknown = new Dictionary<string, Reading> { [objective] = Reading.Unknown(UnknownReason.NoData) };
            return new(unknown, LoadReadings.Unknown(UnknownReason.NoData), replicas) { Events = events };
        }

        Reading Of(double value) => Reading.Of(value, s_epoch + seen.ScrapedAt, seen.Coverage);
        // Without requests these are confirmed zeros, as the operator's own sources give them.
        var load = new LoadReadings(Of(seen.Running), Of(seen.Waiting), Of(seen.Completed))
        {
            InterToken = Of(seen.InterToken),
            OutputTokens = Of(seen.OutputTokens),
        };
        return new(new Dictionary<string, Reading> { [objective] = Of(seen.FirstTokenP95) }, load, replicas)
        {
            Rates = new Dictionary<string, EventRate> { [objective] = new(seen.Good, seen.Judged) },
            Events = events,
        };
    }
}
