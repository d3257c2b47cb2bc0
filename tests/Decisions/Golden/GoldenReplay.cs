using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>Decides row after row; what was decided is what the next row finds.</summary>
internal sealed class GoldenReplay(GoldenPlan golden)
{
    private const double EventsPerSecond = 10;

    private readonly GoldenPods _pods = new(golden.Replicas, golden.ColdStart, T0);
    private MonitorState _state = MonitorState.Restore([], [], T0, golden.Learned);
    private int _before = golden.Replicas;
    private IReadOnlyList<ObjectiveVerdict> _verdicts = [];

    /// <summary>What the last row came to, and what was seen then.</summary>
    public (Outcome Outcome, Observation Seen)? Last { get; private set; }

    public int Ready(int seconds) => _pods.ReadyAt(At(seconds));

    /// <summary>Looks at one row.</summary>
    public Decision Decide(GoldenRow row)
    {
        var now = At(row.Time);
        if (row["replicas"] == "back") _pods.Scale(_before, now);
        else if (row.Number("replicas") is { } set) _pods.Scale((int)set, now);
        _before = _pods.Current;
        _pods.Place(row.Number("startable"), now);
        if (row.Is("restart"))
            _state = MonitorState.Restore(_state.Changes, golden.Plan.Objectives.Zip(_verdicts, (o, v) => (o, v.State)), now, _state.Learned);

        var seen = Observe(row, now);
        var outcome = Pipeline.Decide(golden.Plan, _state, seen, now);
        Last = (outcome, seen);
        (_state, _verdicts) = (outcome.State, outcome.Verdicts);
        var decision = outcome.Decision!;
        _pods.Scale(decision.To, now);
        _pods.Place(row.Number("startable"), now);
        return decision;
    }

    private Observation Observe(GoldenRow row, DateTimeOffset now)
    {
        Reading Of(string column) => row.Number(column) is { } value ? Reading.Of(value, now) : Reading.Unknown(UnknownReason.SourceUnreachable);
        var objective = golden.Plan.Objectives[0];
        var load = new LoadReadings(Of("running"), Of("waiting"), Of("completed"))
        {
            InterToken = Of("inter_token"),
            OutputTokens = Of("output_tokens"),
        };
        var rates = new Dictionary<string, EventRate>();
        if (row.Number("good") is { } good && row.Number("total") is { } total) rates[objective.Name] = new(good, total);
        var events = new Dictionary<string, ObjectiveEvents>();
        if (objective.Budget is { } budget && row.Number("bad_recent") is { } recent && row.Number("bad_window") is { } whole)
        {
            var total30 = budget.Window.TotalSeconds * EventsPerSecond;
            events[objective.Name] = Windows.AllAt(recent, budget.Window).With(budget.Window, whole * total30, total30).ToEvents();
        }

        return new(new Dictionary<string, Reading> { [objective.Name] = Of("p95") }, load, _pods.Counts(now, golden.Blocked, row.Is("rolling")))
        {
            Rates = rates,
            Events = events,
        };
    }
}
