namespace ModelMonitor.Metrics;

/// <summary>
/// The bucket edges around an objective's bound that is none itself: what lies between them is interpolated, so that the share of
/// requests within the bound is an estimate.
/// </summary>
/// <param name="Below">The next lower edge, in base units; 0 when there is none.</param>
/// <param name="Above">The next higher edge; infinite when there is none.</param>
public sealed record BucketNeighbours(double Below, double Above);
