namespace ModelMonitor.Operator.Exposition;

/// <summary>The types of metrics that the text format knows and we use.</summary>
internal enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}
