namespace ModelMonitor.Kubernetes;

/// <summary>Tells people what happened to an object, through Kubernetes Events.</summary>
/// <remarks><b>Guarantees.</b> Never throws and never waits: an Event may be lost, work may not be held up by it.</remarks>
public interface IEventRecorder
{
    /// <summary>Records an Event. The same again is counted, not written again; the note stays the first one.</summary>
    /// <param name="regarding">The object it is about.</param>
    /// <param name="resource">The object's type.</param>
    /// <param name="type">Whether someone should look.</param>
    /// <param name="reason">Why, CamelCase from a closed set; 1 to 128 characters.</param>
    /// <param name="action">What was done or tried, CamelCase from a closed set; 1 to 128 characters.</param>
    /// <param name="note">The whole story in a sentence; cut after 1,024 bytes.</param>
    /// <param name="occurrence">
    /// Names an occurrence that is told on its own and not counted into a series, for example a decision's id; null otherwise. The limit per
    /// object holds for it too.
    /// </param>
    void Record(
        IKubernetesObject regarding,
        ResourceType resource,
        EventType type,
        string reason,
        string action,
        string note,
        string? occurrence = null);
}
