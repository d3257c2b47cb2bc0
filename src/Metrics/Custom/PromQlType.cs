namespace ModelMonitor.Metrics;

/// <summary>What an expression gives.</summary>
internal enum PromQlType
{
    Scalar,
    Vector,
    Range,
    String,
}
