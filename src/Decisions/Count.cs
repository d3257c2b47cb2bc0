namespace ModelMonitor.Decisions;

/// <summary>Replica counts out of arithmetic: never NaN, never an overflow.</summary>
internal static class Count
{
    /// <summary>The next whole number, 0 to <see cref="Constants.MostReplicas"/>.</summary>
    /// <exception cref="ArithmeticException">The number is not a number: a step before this one is wrong.</exception>
    public static int Ceiling(double value) => Whole(Math.Ceiling(value));

    /// <summary>The whole part, 0 to <see cref="Constants.MostReplicas"/>.</summary>
    /// <exception cref="ArithmeticException">The number is not a number: a step before this one is wrong.</exception>
    public static int Floor(double value) => Whole(Math.Floor(value));

    private static int Whole(double value) =>
        double.IsNaN(value) ? throw new ArithmeticException("a replica count is not a number") : checked((int)Math.Clamp(value, 0, Constants.MostReplicas));
}
