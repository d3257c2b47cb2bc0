using ModelMonitor.Cli.Listing;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Resources.Planning;

namespace ModelMonitor.Cli.Explaining;

/// <summary>What an explanation rests on: one monitor at one moment, read once. Pure.</summary>
internal sealed class Facts
{
    /// <summary>Reads a monitor.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="now">The present.</param>
    public Facts(V1Alpha1ModelMonitor monitor, DateTimeOffset now)
    {
        (Monitor, Now) = (monitor, now);
        if (ModelMonitorValidator.Validate(monitor).Count == 0) Plan = PlanReader.PlanOf(monitor.Spec);
        var learned = Status.Learned;
        (PodCapacity, Headroom) = PlannedWith() ?? (Numbers.Read(learned?.PodCapacity), Numbers.Read(learned?.Headroom));
        var start = GoDuration.TryParse(learned?.ColdStart, out var known) && known > TimeSpan.Zero ? known : Constants.UsualStart;
        (ColdStart, Hold) = (start, HoldOf(start + Constants.ReactionTime));
    }

    public V1Alpha1ModelMonitor Monitor { get; }

    public DateTimeOffset Now { get; }

    /// <summary>The spec as the operator reads it; null when it is not valid.</summary>
    public Plan? Plan { get; }

    public ModelMonitorStatus Status => Monitor.Status ?? new();

    public string Namespace => Monitor.Metadata.Namespace ?? "default";

    public string Name => Monitor.Metadata.Name ?? "";

    public ScalingLimits? Limits => Plan?.Scaling;

    /// <summary>Replicas that the target asks for; null while nobody has looked.</summary>
    public int? Current => Status.Replicas?.Current;

    /// <summary>Ordered pods that are not ready.</summary>
    public int Pending => Status.Replicas is { } replicas ? Math.Max(0, replicas.Current - replicas.Ready) : 0;

    /// <summary>Requests per second that one pod is planned for; null while that is not known.</summary>
    public double? PodCapacity { get; }

    /// <summary>Capacity planned per unit of demand; null while that is not known.</summary>
    public double? Headroom { get; }

    public TimeSpan ColdStart { get; }

    /// <summary>How long a surplus has to last: the plan's window, and never less than one and a half leads.</summary>
    public TimeSpan Hold { get; }

    /// <summary>The last change that was made.</summary>
    public DecisionRecord? LastChange => Status.Decisions?.FirstOrDefault(d => d.Outcome == "Applied" && d.From != d.To);

    /// <summary>Until when nothing is removed because more were ordered a short while ago; null when that is over.</summary>
    public DateTimeOffset? HeldUntil => LastChange is { } last && last.To > last.From && last.To == Current && last.Time + Hold > Now ? last.Time + Hold : null;

    /// <summary>Objectives that may ask for replicas.</summary>
    public IEnumerable<ObjectiveStatus> Scaling => (Status.Objectives ?? []).Where(o => Plan?.Objectives.Any(p => p.Name == o.Name && p.MayScale) == true);

    /// <summary>A condition of this type and status.</summary>
    public Condition? Condition(string type, string status) => ConditionView.Of(Monitor, type, status);

    // What is learned is planned with as it is on usual days: how much the load moves in this hour is in the last decision's numbers alone.
    // In an overload they are those of a moment.
    private (double?, double?)? PlannedWith() =>
        LastChange is { Reason: nameof(DecisionReason.DemandGrew) or nameof(DecisionReason.DemandFell), Steps: { } steps } last && last.Time + Constants.VolatilityTime > Now
        && steps.TryGetValue("podCapacity", out var capacity) && steps.TryGetValue("headroom", out var headroom)
        && Numbers.Read(capacity) is { } each && Numbers.Read(headroom) is { } planned
            ? (each, planned)
            : null;

    private TimeSpan HoldOf(TimeSpan lead)
    {
        var own = Constants.HoldLeads * lead;
        return Limits is { } limits && limits.Down.Stabilization > own ? limits.Down.Stabilization : own;
    }
}
