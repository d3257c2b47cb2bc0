namespace ModelMonitor.Kubernetes;

/// <summary>How a call of a webhook ended.</summary>
public enum AdmissionResult
{
    /// <summary>The object was taken as it is.</summary>
    Allowed,

    /// <summary>The object was taken and changed.</summary>
    Patched,

    /// <summary>The request was refused.</summary>
    Refused,

    /// <summary>The body was no AdmissionReview.</summary>
    Invalid,

    /// <summary>The body was too large to be read.</summary>
    TooLarge,

    /// <summary>The handler threw; the object was taken as it is.</summary>
    Failed,
}
