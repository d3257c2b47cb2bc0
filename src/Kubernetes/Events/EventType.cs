namespace ModelMonitor.Kubernetes;

/// <summary>The two types of Events that Kubernetes knows.</summary>
public enum EventType
{
    /// <summary>As it should be.</summary>
    Normal,

    /// <summary>Someone should look.</summary>
    Warning,
}
