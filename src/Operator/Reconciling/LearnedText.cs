using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>What was learned of a target, as status keeps it over a restart. Pure.</summary>
public static class LearnedText
{
    /// <summary>Share by which a number has to move before it is worth a write of its own.</summary>
    private const double WorthShowing = 0.10;

    /// <summary>Writes what was learned.</summary>
    /// <param name="learned">What was learned.</param>
    /// <returns>The numbers that are known; null when none is.</returns>
    public static LearnedStatus? Of(Learned learned)
    {
        var status = new LearnedStatus
        {
            Headroom = NumberOf(learned.Headroom),
            PodCapacity = NumberOf(learned.PodCapacity),
            ColdStart = learned.ColdStart is { } start && start > TimeSpan.Zero ? FormattableString.Invariant($"{Math.Ceiling(start.TotalSeconds):0}s") : null,
        };
        return status == new LearnedStatus() ? null : status;
    }

    /// <summary>Reads what status kept.</summary>
    /// <param name="status">The text, or null.</param>
    /// <returns>What is a number above 0 in it; null when there is no text.</returns>
    public static Learned? Read(LearnedStatus? status) => status is null
        ? null
        : new(
            ReadNumber(status.Headroom),
            ReadNumber(status.PodCapacity),
            GoDuration.TryParse(status.ColdStart, out var start) && start > TimeSpan.Zero ? start : null);

    /// <summary>Whether what was learned differs from what stands written by enough to be worth a write.</summary>
    /// <param name="written">What stands in status, or null.</param>
    /// <param name="learned">What was learned.</param>
    public static bool HasMoved(LearnedStatus? written, Learned learned)
    {
        var stood = Read(written) ?? new(null, null, null);
        var now = Read(Of(learned)) ?? new(null, null, null);
        return HasMoved(stood.Headroom, now.Headroom)
            || HasMoved(stood.PodCapacity, now.PodCapacity)
            || HasMoved(stood.ColdStart?.TotalSeconds, now.ColdStart?.TotalSeconds);
    }

    private static bool HasMoved(double? stood, double? now) =>
        stood is { } a && now is { } b ? Math.Abs(b - a) > WorthShowing * a : stood is null != now is null;

    private static string? NumberOf(double? value) => value is { } number && number > 0 && double.IsFinite(number) ? ValueText.Number(number) : null;

    private static double? ReadNumber(string? text) => ValueText.Read(text) is { } number && number > 0 ? number : null;
}
