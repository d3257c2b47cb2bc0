namespace ModelMonitor.Decisions;

/// <summary>
/// Weighted sums of a line fit of inter-token time over running requests per pod; older samples fade within
/// <see cref="Constants.FitTime"/>. A default value has seen nothing.
/// </summary>
internal readonly record struct FitMemory(double Weight, double X, double Y, double XX, double XY)
{
    /// <summary>Adds a sample, <paramref name="seconds"/> after the one before.</summary>
    public FitMemory Add(double x, double y, double seconds)
    {
        var keep = 1 - Math.Min(1, seconds / Constants.FitTime.TotalSeconds);
        return new((Weight * keep) + 1, (X * keep) + x, (Y * keep) + y, (XX * keep) + (x * x), (XY * keep) + (x * y));
    }

    /// <summary>The line, once there are enough samples that lie far enough apart; its parts are above 0.</summary>
    public bool TryFit(out double intercept, out double slope)
    {
        (intercept, slope) = (0, 0);
        if (Weight < Constants.FitSamples) return false;
        var (x, y) = (X / Weight, Y / Weight);
        var variance = (XX / Weight) - (x * x);
        if (variance < Constants.FitSpread * Constants.FitSpread * x * x) return false;
        slope = ((XY / Weight) - (x * y)) / variance;
        intercept = y - (slope * x);
        return slope > 0 && intercept > 0;
    }
}
