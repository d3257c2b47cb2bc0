using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>The guarded workload as the API server just showed it.</summary>
/// <param name="Resource">Its resource type.</param>
/// <param name="Key">Its key; the namespace is the monitor's.</param>
/// <param name="Scale">Its scale subresource, read live.</param>
/// <param name="Selector">Selects its pods.</param>
public sealed record Target(ResourceType Resource, ObjectKey Key, Scale Scale, PodSelector Selector);
