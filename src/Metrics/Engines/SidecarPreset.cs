namespace ModelMonitor.Metrics;

/// <summary>How an exporter runs as a sidecar of the pods whose GPU it shows. Data: the <c>sidecar</c> section of a file of <c>config/exporters</c>.</summary>
public sealed record SidecarPreset
{
    /// <summary>Why it cannot be a sidecar and what to do instead; null when it can. All else is left empty then.</summary>
    public string? Cannot { get; init; }

    /// <summary>What has to be so on the node for it to see the pod's GPU, for messages and documents.</summary>
    public string? Needs { get; init; }

    /// <summary>
    /// Whether it sees the GPU only by a resource claim that it shares with the pod's containers (DRA): pods without claims cannot have it,
    /// whatever the mode.
    /// </summary>
    public bool NeedsClaims { get; init; }

    /// <summary>Image by pinned tag or digest.</summary>
    public string Image { get; init; } = "";

    /// <summary>Port of <c>/metrics</c>, 1 to 65535.</summary>
    public int Port { get; init; }

    /// <summary>The image's program; empty where the image's entry point is used.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Whether the image has <c>/bin/sh</c>.</summary>
    public bool HasShell { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>CPU, request and limit alike, as a Kubernetes quantity.</summary>
    public string Cpu { get; init; } = "";

    /// <summary>Memory, request and limit alike, as a Kubernetes quantity.</summary>
    public string Memory { get; init; } = "";

    /// <summary>User id to run as; 0 is root and needs an administrator's word.</summary>
    public long RunAsUser { get; init; } = 1000;

    /// <summary>Whether it can do with a root filesystem that is read only.</summary>
    public bool HasReadOnlyRoot { get; init; } = true;

    /// <summary>Linux capabilities to add; any needs an administrator's word.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it runs privileged; needs an administrator's word.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Folders of the node that it reads; any needs an administrator's word.</summary>
    public IReadOnlyList<string> HostPaths { get; init; } = [];

    /// <summary>Whether it asks for more than Pod Security's <c>restricted</c> profile gives.</summary>
    public bool NeedsPrivileges => RunAsUser == 0 || Capabilities.Count > 0 || IsPrivileged || HostPaths.Count > 0;
}
