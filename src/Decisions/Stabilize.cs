using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Step 7: the least eager recommendation of the window counts, as in HorizontalPodAutoscaler: the highest one on the way down, the
/// lowest one on the way up. A hold is a recommendation of the present number, so an unknown or troubled interval keeps replicas for a
/// whole window. A pod must live through the interval that it was ordered for and half of another chance to be needed, so the window is
/// never shorter than one and a half leads. At the start, and after a gap in which nothing was looked at, the window begins anew with the present number.
/// </summary>
internal static class Stabilize
{
    public static (Proposal Proposal, ImmutableArray<RecommendationSlot> Slots) Run(
        Proposal p, int current, ScalingLimits limits, ImmutableArray<RecommendationSlot> slots, TimeSpan lead, DateTimeOffset now)
    {
        var up = limits.Up.Stabilization;
        var own = Constants.HoldLeads * lead;
        var down = limits.Down.Stabilization > own ? limits.Down.Stabilization : own;
        var longest = up > down ? up : down;
        var width = longest / Constants.MaxSlots > Constants.Interval ? longest / Constants.MaxSlots : Constants.Interval;

        if (slots.Length == 0 || now - slots[^1].Last > Constants.FreshFor) slots = [new(now, now, current, current)];
        slots = Add(slots, p.To, now, width, longest);

        var lowest = slots.Where(s => Counts(s, up, now)).Select(s => s.Lowest).Append(p.To).Min();
        var highest = slots.Where(s => Counts(s, down, now)).Select(s => s.Highest).Append(p.To).Max();
        var to = Math.Min(Math.Max(current, lowest), Math.Max(highest, lowest));
        if (to == p.To) return (p, slots);

        var limit = p.To > current
            ? $"the lowest number asked for in {Text.Seconds(up)} is {Text.Whole(lowest)}"
            : $"the highest number needed in {Text.Seconds(down)} is {Text.Whole(highest)}";
        return to == current
            ? (p.Hold(current, DecisionReason.HeldStabilizing, Guard.Stabilization, limit), slots)
            : (p.Trim(to, Guard.Stabilization, limit), slots);
    }

    // A slot counts until its newest recommendation is out of the window: rather too long a memory than too short a one.
    private static bool Counts(RecommendationSlot slot, TimeSpan window, DateTimeOffset now) =>
        window > TimeSpan.Zero && now - slot.Last <= window;

    private static ImmutableArray<RecommendationSlot> Add(
        ImmutableArray<RecommendationSlot> slots, int to, DateTimeOffset now, TimeSpan width, TimeSpan longest)
    {
        var last = slots[^1];
        if (now - last.Start < width)
        {
            return slots.SetItem(slots.Length - 1,
                last with { Last = now, Lowest = Math.Min(last.Lowest, to), Highest = Math.Max(last.Highest, to) });
        }

        return [.. slots.Where(s => now - s.Last <= longest).TakeLast(Constants.MaxSlots), new(now, now, to, to)];
    }
}
