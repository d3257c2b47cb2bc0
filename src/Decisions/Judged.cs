using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>An objective and how it stands.</summary>
internal readonly record struct Judged(Objective Objective, ObjectiveVerdict Verdict)
{
    /// <summary>The level of this interval's own value; null when there is none.</summary>
    public Level? Level =>
        Verdict.UnknownReason is null && Verdict.Reading.TryGet(out var value) ? Judge.LevelOf(Objective, value) : null;

    /// <summary>
    /// How many times too bad the value is, 1 at the bound; 0 when it is not known. Not above 1e6, also where a value that should be
    /// high is 0.
    /// </summary>
    public double Badness
    {
        get
        {
            if (Level is null || !Verdict.Reading.TryGet(out var value)) return 0;
            return Math.Clamp(Objective.GoodIsBelow ? value / Objective.Bound : Objective.Bound / Math.Max(value, 1e-9), 0, 1e6);
        }
    }

    public bool IsBreached => Verdict.State == ObjectiveState.Breached;

    /// <summary>Whether it may ask now: not Met, and this interval's own value confirms that.</summary>
    public bool IsStressed => Verdict.State is ObjectiveState.Breached or ObjectiveState.AtRisk && Level is not (null or Decisions.Level.Good);

    /// <summary>The stressed one in most trouble.</summary>
    public static Judged? Worst(ImmutableArray<Judged> judged)
    {
        Judged? worst = null;
        foreach (var one in judged)
        {
            if (!one.IsStressed) continue;
            if (worst is not { } w || (one.IsBreached, one.Badness).CompareTo((w.IsBreached, w.Badness)) > 0) worst = one;
        }

        return worst;
    }

    /// <summary>The first whose own value of this interval is over its bound, however it stands; null when none is.</summary>
    public static Judged? FirstOver(ImmutableArray<Judged> judged)
    {
        foreach (var one in judged)
            if (one.Level == Decisions.Level.Over) return one;
        return null;
    }

    public override string ToString() => $"{Text.Clip(Objective.Name, 63)} is {Verdict.State} ({Verdict.Detail})";
}
