using ModelMonitor.Metrics;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Operator.Exporters;

/// <summary>What a reconcile knows of a target when its exporter is looked after.</summary>
/// <param name="Work">What the monitor asks for.</param>
/// <param name="Sample">Its newest sample.</param>
/// <param name="PodsMissing">What keeps the cluster from making pods; null when nothing is known to.</param>
public sealed record ExporterInput(Work Work, MonitorSample Sample, string? PodsMissing);
