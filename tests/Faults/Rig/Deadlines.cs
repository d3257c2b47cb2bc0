namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>How long a failing test waits. No passing test takes as long, and none measures time.</summary>
public static class Deadlines
{
    /// <summary>One question to the metrics source, restarts of the operator included.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(60);

    /// <summary>One step of a scenario, a fault in it included.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(120);
}
