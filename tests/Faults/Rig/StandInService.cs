namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// A model service in one formula, so that a scenario is a closed loop and comes out the same each time: the load is shared evenly by
/// the ready pods, and a pod that has more than it can carry is a little slower than the bound allows.
/// </summary>
public static class StandInService
{
    /// <summary>Requests at once that a pod carries within the bound.</summary>
    public const double Capacity = 8;

    /// <summary>The bound that fits: the objective "first token below this".</summary>
    public const string Bound = "1s";

    // Slightly over the bound, so that the operator takes what it saw for the capacity and asks for one pod more, not for many.
    private const double Slow = 1.15;
    private const double Fast = 0.3;

    /// <summary>What a pod shows.</summary>
    /// <param name="load">Requests at once on the whole service.</param>
    /// <param name="pods">Pods that share them, over 0.</param>
    public static StandInPod Pod(double load, int pods)
    {
        var share = load / pods;
        // Many short requests: their rate says the same as their number, and a step of the load looks no steeper than it is.
        return new(share, 0, share * 10, share > Capacity ? Slow : Fast);
    }
}
