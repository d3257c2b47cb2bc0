using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>One way in which a metrics server fails, and what the monitor that reads it must say.</summary>
/// <param name="Name">Of the row, the server, the source, the monitor and its Deployment.</param>
/// <param name="Reason">Reason of the condition that is then False; null: nothing is to be said.</param>
/// <param name="Fault">What the server does.</param>
public sealed record SourceRow(string Name, string? Reason, Func<FaultyExchange, Task> Fault)
{
    /// <summary>The condition.</summary>
    public string Condition { get; init; } = "MetricsAvailable";

    /// <summary>The source's address where it is none of the server; the source is then wrong from the beginning.</summary>
    public Func<FaultyPrometheus, string>? Url { get; init; }

    /// <summary>Whether the source trusts the server's authority.</summary>
    public bool Trusts { get; init; }

    /// <summary>Seconds that its queries may take: short ones make the test short.</summary>
    public int TimeoutSeconds { get; init; } = 2;

    /// <summary>What pods show while the fault lasts, where anything can be read: as if nobody used the service, which would cost replicas.</summary>
    public StandInPod During { get; init; } = new(0, 0, 0, 0.3);
}
