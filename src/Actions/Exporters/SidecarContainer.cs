using System.Text.Json.Nodes;

namespace ModelMonitor.Actions;

/// <summary>Writes the container of a sidecar.</summary>
/// <remarks>
/// It has no probes: a probe that fails would take the model's pod out of its Service. Requests equal limits, so that a pod of the class
/// Guaranteed stays one.
/// </remarks>
internal static class SidecarContainer
{
    /// <summary>The container, the same text for the same input.</summary>
    /// <param name="request">What it is made of.</param>
    /// <param name="claims">Names of the pod's resource claims that it shares.</param>
    /// <param name="mounts">Its volumes, all read only.</param>
    public static JsonObject Of(SidecarRequest request, IEnumerable<string> claims, IEnumerable<(string Volume, string Path)> mounts)
    {
        var container = new JsonObject
        {
            ["name"] = SidecarPatch.ContainerName,
            ["image"] = request.Image,
            ["imagePullPolicy"] = "IfNotPresent",
        };
        var isSupervised = request.HasShell && request.Command.Count > 0;
        AddList(container, "command", isSupervised
            ? ["/bin/sh", "-c", SidecarLoop.Script, SidecarPatch.ContainerName]
            : request.Command.Select(Node));
        AddList(container, "args", (isSupervised ? request.Command.Concat(request.Args) : request.Args).Select(Node));
        AddList(container, "env", request.Environment.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => new JsonObject { ["name"] = e.Key, ["value"] = e.Value }));
        container["ports"] = new JsonArray(
            new JsonObject { ["name"] = SidecarPatch.PortName, ["containerPort"] = request.Port, ["protocol"] = "TCP" });
        container["resources"] = Resources(request, claims);
        AddList(container, "volumeMounts", mounts
            .Select(m => new JsonObject { ["name"] = m.Volume, ["mountPath"] = m.Path, ["readOnly"] = true }));
        container["securityContext"] = SecurityContext(request);
        return container;
    }

    /// <summary>A list's JSON.</summary>
    /// <param name="items">The elements.</param>
    public static JsonArray List(IEnumerable<JsonNode> items) => new([.. items]);

    private static JsonObject Resources(SidecarRequest request, IEnumerable<string> claims)
    {
        var resources = new JsonObject { ["requests"] = Amounts(), ["limits"] = Amounts() };
        AddList(resources, "claims", claims.Select(c => new JsonObject { ["name"] = c }));
        return resources;

        JsonObject Amounts() => new() { ["cpu"] = request.Cpu, ["memory"] = request.Memory };
    }

    // What pods say for all their containers (a user, root, a seccomp profile) is said here once more, so that it cannot change the exporter.
    private static JsonObject SecurityContext(SidecarRequest request)
    {
        var context = new JsonObject
        {
            ["runAsUser"] = request.RunAsUser,
            ["runAsNonRoot"] = request.RunAsUser != 0,
            ["readOnlyRootFilesystem"] = request.HasReadOnlyRoot,
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        };
        if (request.IsPrivileged)
        {
            // The server refuses it together with allowPrivilegeEscalation: false, and it has every capability anyway.
            context["privileged"] = true;
            return context;
        }

        context["allowPrivilegeEscalation"] = false;
        var capabilities = new JsonObject { ["drop"] = new JsonArray("ALL") };
        AddList(capabilities, "add", request.Capabilities.Select(c => Node(PodSecurity.Capability(c))));
        context["capabilities"] = capabilities;
        return context;
    }

    private static void AddList(JsonObject parent, string name, IEnumerable<JsonNode> items)
    {
        if (List(items) is { Count: > 0 } list) parent[name] = list;
    }

    private static JsonNode Node(string text) => text;
}
