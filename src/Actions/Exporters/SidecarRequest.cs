namespace ModelMonitor.Actions;

/// <summary>A GPU exporter as the sidecar of a pod: everything that it is made of.</summary>
public sealed record SidecarRequest
{
    /// <summary>Name of the preset, for messages and a pod label.</summary>
    public required string Preset { get; init; }

    /// <summary>Image reference, already allowed.</summary>
    public required string Image { get; init; }

    /// <summary>Port of <c>/metrics</c>, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>The image's program with its fixed arguments; empty to leave the image's own entry point, which cannot be supervised then.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>
    /// Whether the image has <c>/bin/sh</c>: then the program runs in a loop that starts it again, so that one that crashes does not make
    /// the pod unready.
    /// </summary>
    public bool HasShell { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>CPU, request and limit alike, as a Kubernetes quantity.</summary>
    public required string Cpu { get; init; }

    /// <summary>Memory, request and limit alike, as a Kubernetes quantity.</summary>
    public required string Memory { get; init; }

    /// <summary>User id to run as; 0 is root.</summary>
    public long RunAsUser { get; init; } = 1000;

    /// <summary>Linux capabilities to add; each needs more than Pod Security's baseline or restricted allows.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it runs privileged.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Folders of the node that it reads; none under Pod Security's baseline.</summary>
    public IReadOnlyList<string> HostPaths { get; init; } = [];

    /// <summary>Whether it can do with a root filesystem that is read only.</summary>
    public bool HasReadOnlyRoot { get; init; } = true;

    /// <summary>Whether the server has native sidecars (init containers that stay): Kubernetes 1.29 and newer.</summary>
    public bool IsNative { get; init; }

    /// <summary>Whether only pods with resource claims get it (mode Auto).</summary>
    public bool NeedsClaims { get; init; }

    /// <summary>Whether pods say by <c>prometheus.io/*</c> annotations that they are to be scraped; false where a PodMonitor does.</summary>
    public bool Annotates { get; init; } = true;
}
