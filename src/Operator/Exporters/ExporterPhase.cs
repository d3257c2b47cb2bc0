namespace ModelMonitor.Operator.Exporters;

/// <summary>How far a target's pods have come by a GPU exporter; the words of <c>status.exporter.phase</c>.</summary>
public enum ExporterPhase
{
    /// <summary>Whatever the nodes' exporters show is used; nothing is added.</summary>
    Observed,

    /// <summary>A sidecar is wanted and cannot or may not be added; nothing is touched.</summary>
    Refused,

    /// <summary>One pod at most carries the sidecar, and has to prove it.</summary>
    Canary,

    /// <summary>The sidecar has proven itself; every new pod gets it.</summary>
    Rolling,

    /// <summary>Every pod carries it.</summary>
    Injected,

    /// <summary>It failed in a pod; no new pod gets it until it changes.</summary>
    Withdrawn,

    /// <summary>It is not wanted any more, and pods still carry it.</summary>
    Removing,
}
