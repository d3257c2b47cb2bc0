namespace ModelMonitor.Decisions;

/// <summary>Why a signal is not known. Status, Events and metric labels use these words.</summary>
public enum UnknownReason
{
    /// <summary>Not asked yet, or too little history for the window.</summary>
    Collecting,

    /// <summary>The source answered, with no series for the target's pods.</summary>
    NoData,

    /// <summary>The newest sample is older than the freshness limit.</summary>
    Stale,

    /// <summary>Samples of too few of the ready pods, or the source said that its answer is partial.</summary>
    PartialData,

    /// <summary>NaN, infinite, negative where that cannot be, or no number at all.</summary>
    InvalidValue,

    /// <summary>More series than the question allows.</summary>
    Ambiguous,

    /// <summary>Another kind of result than the question expects.</summary>
    WrongType,

    /// <summary>The source could not be reached, or did not answer in time.</summary>
    SourceUnreachable,

    /// <summary>The source refused us (401, 403) or answered an error.</summary>
    SourceRefused,

    /// <summary>The source refused the query itself (400, 422); it will not work before something changes.</summary>
    BadQuery,

    /// <summary>No pod of the target is ready, so nothing can be measured.</summary>
    NoReadyPods,

    /// <summary>The quantile lies in the histogram's last, unbounded bucket.</summary>
    BeyondBuckets,

    /// <summary>No trusted TLS connection: the certificate is expired, of another name, or not signed by a trusted CA.</summary>
    TlsFailed,

    /// <summary>The source answered with a redirect, which is never followed: credentials go to the configured address alone.</summary>
    Redirected,

    /// <summary>The newest sample is of the future: clocks differ.</summary>
    ClockSkew,

    /// <summary>The source's history is shorter than the window, as after its restart.</summary>
    Warmup,

    /// <summary>The engine or the source cannot give this indicator; the detail names the nearest thing that works.</summary>
    Unsupported,

    /// <summary>Fewer events than the objective's <c>minSamples</c>.</summary>
    TooFewSamples,

    /// <summary>The spec names no engine, and no known engine's metrics, label or image is found on the target's pods.</summary>
    EngineNotDetected,
}
