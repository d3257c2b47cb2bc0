using System.Collections.Immutable;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>A status that was written, for as long as the informer shows an object from before it.</summary>
/// <param name="Older">The resourceVersions that the written object had before, as far as they came from our own writes.</param>
/// <param name="Result">The object's resourceVersion after the write.</param>
/// <param name="Status">The status written.</param>
public sealed record WrittenStatus(ImmutableHashSet<string> Older, string Result, ModelMonitorStatus Status);
