using ModelMonitor.Kubernetes;

namespace ModelMonitor.Actions;

/// <summary>An order to scale: an absolute number, pinned to the object and to the version that the decision saw.</summary>
/// <param name="Target">The workload's resource type.</param>
/// <param name="Key">The workload.</param>
/// <param name="Uid">Uid of the workload that was decided on; a re-created one of the same name is left alone.</param>
/// <param name="ResourceVersion">Version of its scale that was decided on.</param>
/// <param name="Replicas">Replicas wanted, 0 or more.</param>
public sealed record ScaleRequest(ResourceType Target, ObjectKey Key, string Uid, string ResourceVersion, int Replicas);
