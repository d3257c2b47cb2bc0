namespace ModelMonitor.Metrics;

/// <summary>How a label is compared, in PromQL's words.</summary>
public enum MatchOperator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>=~</c>, anchored at both ends.</summary>
    Regex,

    /// <summary><c>!~</c>, anchored at both ends.</summary>
    NotRegex,
}
