using System.Globalization;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions.Properties;

/// <summary>One look of a story: what went in, and what came out.</summary>
internal sealed record Look(int Index, Plan Plan, MonitorState Before, Observation Observation, DateTimeOffset Now, DateTimeOffset Started, Outcome Outcome)
{
    public Decision Decision => Outcome.Decision!;

    /// <summary>Tells a story from its beginning.</summary>
    public static IEnumerable<Look> At(Story story)
    {
        var (world, started) = (new World(story.Plan), T0);
        var state = story.Learned is { } learned ? MonitorState.Restore([], [], T0, learned) : MonitorState.Start;
        var i = -1;
        foreach (var tick in story.Ticks.SelectMany(Each))
        {
            i++;
            var observation = world.After(tick);
            if (world.Restarts) (state, started) = (Restored(story.Plan, state, world.Now), world.Now);
            if (world.Now < started) started = world.Now;
            var outcome = Pipeline.Decide(story.Plan, state, observation, world.Now);
            yield return new(i, story.Plan, state, observation, world.Now, started, outcome);
            if (world.Obeys || !outcome.Decision!.IsChange) state = outcome.State;
            if (world.Obeys) world.Scale(outcome.Decision!.To);
        }
    }

    private static IEnumerable<Tick> Each(Tick tick) =>
        tick.What == Happening.Quiet ? Enumerable.Repeat(new Tick(Happening.Nothing, 0), tick.Amount) : [tick];

    private static MonitorState Restored(Plan plan, MonitorState state, DateTimeOffset now) =>
        MonitorState.Restore(state.Changes, plan.Objectives.Select(o => (o, ObjectiveState.Met)), now, state.Learned);

    /// <summary>
    /// Written down a second time: the load and every scaling objective are known in this very look, fresh, and of nearly all pods.
    /// </summary>
    public bool IsKnown =>
        new[] { Observation.Load.Running, Observation.Load.Waiting, Observation.Load.Completed }
            .Concat(Plan.Objectives.Where(o => o.MayScale).Select(o => Observation.Objectives[o.Name]))
            .All(r => r.Kind != ReadingKind.Unknown && (Now - r.SampleTime).TotalSeconds is <= 60 and >= -30 && r.Coverage >= 0.9)
        && Observation.Replicas.Ready > 0;

    /// <summary>The signals that must be known before something is removed, as <see cref="World.With"/> counts them.</summary>
    public IEnumerable<int> Needed => Enumerable.Range(0, 3).Concat(Enumerable.Range(0, Plan.Objectives.Count).Where(i => Plan.Objectives[i].MayScale).Select(i => 5 + i));

    /// <summary>The look in words.</summary>
    public string Text
    {
        get
        {
            var (load, replicas) = (Observation.Load, Observation.Replicas);
            string Known(Reading r) => r.TryGet(out var v) ? $"{v:0.###} ({(Now - r.SampleTime).TotalSeconds} s, {r.Coverage:0.##})" : $"unknown ({r.Reason})";
            return string.Create(CultureInfo.InvariantCulture,
                $"""
                look {Index} at {Now:HH:mm:ss}: {Decision.From} -> {Decision.To}, {Decision.Reason} by {Decision.Trigger}, limited by {Decision.LimitedBy}: {Decision.Message}
                steps {string.Join(", ", Decision.Steps.Select(s => $"{s.Name} {s.Value}"))}
                running {Known(load.Running)}, waiting {Known(load.Waiting)}, completed {Known(load.Completed)}, {replicas.Ready} of {replicas.Current} ready, rolling {replicas.IsRollingOut}
                {string.Join(", ", Observation.Objectives.Select(o => $"{o.Key} {Known(o.Value)}"))}; {string.Join(", ", Outcome.Verdicts.Select(v => $"{v.Name} {v.State}"))}
                """);
        }
    }

    /// <summary>Everything that a look says, so that two can be compared.</summary>
    public static string Told(Outcome outcome) => string.Join('\n',
    [
        .. outcome.Verdicts.Select(v => v.ToString()),
        (outcome.Decision! with { Inputs = [], Steps = [] }).ToString(),
        .. outcome.Decision.Inputs.Select(i => i.ToString()),
        .. outcome.Decision.Steps.Select(s => s.ToString()),
        outcome.State.Learned.ToString(),
        .. outcome.State.Changes.Select(c => c.ToString()),
    ]);
}
