namespace ModelMonitor.Actions;

/// <summary>Whether a namespace's Pod Security profile lets an exporter in, judged before pods are touched.</summary>
/// <remarks>
/// The profiles are those of Kubernetes' Pod Security Standards. Caveats: a profile that the server enforces where a namespace has no label
/// (its AdmissionConfiguration) cannot be read; other policy engines are not known here.
/// </remarks>
public static class PodSecurity
{
    /// <summary>Label of the namespace that names the profile.</summary>
    public const string EnforceLabel = "pod-security.kubernetes.io/enforce";

    private const string Baseline = "baseline";
    private const string Restricted = "restricted";

    private static readonly HashSet<string> BaselineCapabilities = new(StringComparer.Ordinal)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    };

    /// <summary>Why the profile refuses the sidecar, and what to do; null when it takes it.</summary>
    /// <param name="namespaceLabels">Labels of the pods' namespace; null when there are none.</param>
    /// <param name="request">The sidecar.</param>
    public static string? WhyNot(IDictionary<string, string>? namespaceLabels, SidecarRequest request)
    {
        if (namespaceLabels?.TryGetValue(EnforceLabel, out var profile) is not true || profile == "privileged") return null;
        var wishes = Refused(request, profile == Baseline).ToList();
        if (wishes.Count == 0) return null;
        var named = profile is Baseline or Restricted ? $"profile {profile}" : $"unknown profile, which counts as {Restricted},";
        return $"the namespace's Pod Security {named} refuses what preset {request.Preset} needs: {string.Join(", ", wishes)}; "
            + $"use a preset that needs none of it, or a node's exporter (mode Auto), or have an administrator label the namespace {EnforceLabel}: privileged "
            + "(and set exporters.allowPrivileged)";
    }

    /// <summary>A capability's name as Kubernetes writes it: without the prefix that Linux gives it.</summary>
    /// <param name="name">The name, with or without <c>CAP_</c>.</param>
    internal static string Capability(string name) => name.StartsWith("CAP_", StringComparison.Ordinal) ? name[4..] : name;

    private static IEnumerable<string> Refused(SidecarRequest request, bool isBaseline)
    {
        if (request.IsPrivileged) yield return "privileges";
        foreach (var path in request.HostPaths) yield return $"the node's folder {path}";
        foreach (var name in request.Capabilities.Select(Capability))
            if (isBaseline ? !BaselineCapabilities.Contains(name) : name != "NET_BIND_SERVICE") yield return $"the capability {name}";
        if (!isBaseline && request.RunAsUser == 0) yield return "root";
    }
}
