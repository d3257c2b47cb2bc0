namespace ModelMonitor.Kubernetes;

/// <summary>The kinds of watch events.</summary>
public enum WatchEventType
{
    /// <summary>An object came into being, or into the selection.</summary>
    Added,

    /// <summary>An object changed.</summary>
    Modified,

    /// <summary>An object went away, or out of the selection.</summary>
    Deleted,

    /// <summary>No change; only a newer resourceVersion to resume from.</summary>
    Bookmark,

    /// <summary>The server ended the watch with a Status.</summary>
    Error,

    /// <summary>An event whose object could not be read.</summary>
    Undecodable,
}
