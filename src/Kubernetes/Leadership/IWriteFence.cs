namespace ModelMonitor.Kubernetes;

/// <summary>Decides whether a write may be sent now. Reads are never asked about.</summary>
/// <remarks>Assumptions of callers: safe for concurrent use; never waits.</remarks>
public interface IWriteFence
{
    /// <summary>Lets one try of a write pass.</summary>
    /// <returns>How long the write may take from now, its answer included; over 0.</returns>
    /// <exception cref="LeadershipLostException">It must not be sent.</exception>
    TimeSpan Pass();
}
