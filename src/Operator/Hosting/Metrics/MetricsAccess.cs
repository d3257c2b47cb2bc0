namespace ModelMonitor.Operator.Hosting;

/// <summary>Whether a request may read the metrics.</summary>
public enum MetricsAccess
{
    /// <summary>It may.</summary>
    Allowed,

    /// <summary>No token, or none that the API server knows.</summary>
    Unauthenticated,

    /// <summary>The token's user has no right to get <c>/metrics</c>.</summary>
    Forbidden,

    /// <summary>The API server is asked no further for now; a request that was allowed lately is answered all the same.</summary>
    TooMany,

    /// <summary>The API server could not be asked.</summary>
    Unavailable,
}
