using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>One way of a monitor through the house.</summary>
/// <param name="Monitor">The monitor as it was seen.</param>
/// <param name="Memory">What is remembered of it.</param>
/// <param name="Standing">As whom this process goes.</param>
internal sealed record MonitorRun(V1Alpha1ModelMonitor Monitor, MonitorMemory Memory, Standing Standing);
