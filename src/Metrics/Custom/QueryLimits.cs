namespace ModelMonitor.Metrics;

/// <summary>How much a custom query may ask for: one costs the source about as much as one panel of a dashboard.</summary>
internal static class QueryLimits
{
    /// <summary>Characters of its text.</summary>
    public const int MaxLength = 2048;

    /// <summary>Parentheses, calls and operands within each other.</summary>
    public const int MaxDepth = 50;

    public static readonly TimeSpan LongestRange = TimeSpan.FromHours(24);

    public static readonly TimeSpan LongestOffset = TimeSpan.FromDays(7);

    /// <summary>Of subqueries; 24 h are 5,760 evaluations then.</summary>
    public static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(15);
}
