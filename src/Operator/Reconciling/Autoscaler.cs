namespace ModelMonitor.Operator.Reconciling;

/// <summary>Another controller's object that scales a workload.</summary>
/// <param name="Reason">The reason that names its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="TargetApiVersion">The workload's group and version; null where they were left out.</param>
/// <param name="TargetKind">The workload's kind.</param>
/// <param name="TargetName">The workload's name, in the object's namespace.</param>
public sealed record Autoscaler(ConditionReason Reason, string Name, string? TargetApiVersion, string TargetKind, string TargetName);
