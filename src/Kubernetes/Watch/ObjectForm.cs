namespace ModelMonitor.Kubernetes;

/// <summary>How much of each object the server shall send.</summary>
internal enum ObjectForm
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Its metadata alone.</summary>
    Metadata,
}
