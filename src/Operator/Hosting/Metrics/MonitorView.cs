using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Hosting;

/// <summary>A monitor as metrics see it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Memory">What its reconciles remember: newer than what status shows.</param>
/// <param name="Monitor">The object, with the status that was written last.</param>
internal sealed record MonitorView(ObjectKey Key, MonitorMemory Memory, V1Alpha1ModelMonitor Monitor)
{
    /// <summary>Whether it was judged at the last interval; if not, what status says of replicas is of earlier.</summary>
    public bool IsJudged => Memory.LastVerdicts.Count > 0;
}
