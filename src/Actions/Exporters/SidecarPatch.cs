using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelMonitor.Actions;

/// <summary>Adds a GPU exporter to a pod that is being created.</summary>
/// <remarks>
/// <para>A native sidecar becomes the first init container: the exporter's image is pulled one after another with those of the init
/// containers wherever it stands, so the pod is ready no later, but an image that cannot be pulled shows at once and not after a model was
/// downloaded, and the exporter runs as soon as the pod is on its node. A plain container becomes the last: tools take the first for
/// the main one.</para>
/// <para>The server gives a service account's token to every container that mounts nothing at its path, and does so again after a webhook
/// changed the pod. Where the pod's containers have one, the exporter gets a volume there that holds the pod's name and nothing else.</para>
/// <para>A pod is left alone where the sidecar could keep it from being created, scheduled or ready, as far as its own JSON tells. Quotas
/// and LimitRanges of the namespace are not known here: only a canary shows them.</para>
/// </remarks>
public static class SidecarPatch
{
    /// <summary>Name of the container, native or plain.</summary>
    public const string ContainerName = "modelmonitor-gpu-exporter";

    /// <summary>Name of the container's port.</summary>
    public const string PortName = "gpu-metrics";

    /// <summary>Annotation of the pod: what its sidecar is made of, see <see cref="RevisionOf"/>.</summary>
    public const string RevisionAnnotation = "modelmonitor.dev/gpu-exporter-revision";

    /// <summary>Label of the pod: the sidecar's preset. PodMonitors select by it.</summary>
    public const string PresetLabel = "modelmonitor.dev/gpu-exporter";

    private const string ScrapePrefix = "prometheus.io/";
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static readonly SidecarResult NothingToDo = new(null);

    /// <summary>
    /// Digest of what the sidecar is made of, 16 hexadecimal digits. Whether it is native, whether pods are annotated and which pods get
    /// it are not part of it: an upgraded server or a PodMonitor is no reason to restart a model.
    /// </summary>
    /// <param name="request">The sidecar.</param>
    public static string RevisionOf(SidecarRequest request)
    {
        var mounts = request.HostPaths.Select((path, i) => (i.ToString(CultureInfo.InvariantCulture), path));
        var text = $"{request.Preset} {SidecarContainer.Of(request, [], mounts).ToJsonString()}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    /// <summary>The patch that adds the sidecar.</summary>
    /// <param name="pod">The pod of an admission request: untrusted, of any shape, left as it is.</param>
    /// <param name="request">The sidecar.</param>
    /// <returns>
    /// The patch; or why the pod cannot have one; or neither, where it has it already, or has no claims to share and
    /// <see cref="SidecarRequest.NeedsClaims"/>.
    /// </returns>
    public static SidecarResult Of(JsonObject pod, SidecarRequest request)
    {
        try
        {
            return PodJson.Of(pod) is { } read ? Of(read, request) : new(null, "does not have the form of a pod");
        }
        catch (ArgumentException)
        {
            return new(null, "has a key twice in its JSON");
        }
    }

    private static SidecarResult Of(PodJson pod, SidecarRequest request)
    {
        if (pod.Containers.Any(c => PodJson.Text(c["name"]) == ContainerName))
            return pod.Annotations?.ContainsKey(RevisionAnnotation) is true ? NothingToDo : new(null, $"has a container {ContainerName} of its own");
        var claims = ClaimsInUse(pod);
        if (request.NeedsClaims && claims.Count == 0) return NothingToDo;
        return WhyNot(pod, request.Port) is { } reason ? new(null, reason) : new(Patch(pod, request, claims));
    }

    private static string? WhyNot(PodJson pod, int port)
    {
        if (PodJson.Text((pod.Spec["os"] as JsonObject)?["name"]) == "windows") return "runs on Windows";
        // The scheduler would keep its port free on the node: two such pods could not share one any more.
        if (PodJson.IsTrue(pod.Spec["hostNetwork"])) return "uses the node's network, where the exporter's port would be the node's";
        // The server refuses containers that together ask for more.
        if (pod.Spec["resources"] is JsonObject { Count: > 0 }) return "limits the resources of all its containers together";
        var ports = pod.Containers.SelectMany(c => PodJson.Objects(c["ports"])).ToList();
        if (ports.Any(p => PodJson.Number(p["containerPort"]) == port && PodJson.Text(p["protocol"]) is null or "TCP"))
            return string.Create(CultureInfo.InvariantCulture, $"has another container at port {port}");
        return ports.Any(p => PodJson.Text(p["name"]) == PortName) ? $"has another container with a port {PortName}" : null;
    }

    // By name alone: a claim may be named once per container, be it whole or one of its requests.
    private static List<string> ClaimsInUse(PodJson pod)
    {
        var there = PodJson.Objects(pod.Spec["resourceClaims"]).Select(c => PodJson.Text(c["name"])).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. pod.Containers.Select(c => c["resources"]).OfType<JsonObject>().SelectMany(r => PodJson.Objects(r["claims"]))
                .Select(c => PodJson.Text(c["name"])).OfType<string>().Where(there.Contains).Distinct(StringComparer.Ordinal),
        ];
    }

    private static JsonArray Patch(PodJson pod, SidecarRequest request, List<string> claims)
    {
        var volumes = Volumes(pod, request);
        var mounts = volumes.Select(v => (PodJson.Text(v.Volume["name"])!, v.Path));
        var container = SidecarContainer.Of(request, claims, mounts);
        var patch = new JsonArray();
        AddEach(patch, "/spec/volumes", pod.Volumes, "-", [.. volumes.Select(v => v.Volume)]);
        if (request.IsNative)
        {
            container["restartPolicy"] = "Always";
            AddEach(patch, "/spec/initContainers", pod.InitContainers, "0", container);
        }
        else
        {
            Add(patch, "/spec/containers/-", container);
        }

        AddMembers(patch, "/metadata/labels", pod.Labels, new() { [PresetLabel] = request.Preset });
        AddMembers(patch, "/metadata/annotations", pod.Annotations, Annotations(pod, request));
        return patch;
    }

    private static List<(JsonObject Volume, string Path)> Volumes(PodJson pod, SidecarRequest request)
    {
        var taken = PodJson.Objects(pod.Volumes).Select(v => PodJson.Text(v["name"])).ToHashSet();
        var number = 0;
        var volumes = request.HostPaths.Select(path => (Volume("hostPath", new JsonObject { ["path"] = path }), path)).ToList();
        if (pod.Containers.SelectMany(c => PodJson.Objects(c["volumeMounts"])).Any(m => PodJson.Text(m["mountPath"]) == TokenPath))
        {
            // Not an empty folder of the node: kubectl drain stops at pods with such.
            var name = new JsonObject { ["path"] = "pod", ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.name" } };
            volumes.Add((Volume("downwardAPI", new JsonObject { ["items"] = new JsonArray(name) }), TokenPath));
        }

        return volumes;

        JsonObject Volume(string kind, JsonObject source)
        {
            string name;
            do
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{ContainerName}-{number++}");
            }
            while (!taken.Add(name));

            return new JsonObject { ["name"] = name, [kind] = source };
        }
    }

    private static JsonObject Annotations(PodJson pod, SidecarRequest request)
    {
        var annotations = new JsonObject { [RevisionAnnotation] = RevisionOf(request) };
        if (!request.Annotates || pod.Annotations?.Any(a => a.Key.StartsWith(ScrapePrefix, StringComparison.Ordinal)) is true) return annotations;
        annotations[$"{ScrapePrefix}scrape"] = "true";
        annotations[$"{ScrapePrefix}port"] = request.Port.ToString(CultureInfo.InvariantCulture);
        annotations[$"{ScrapePrefix}path"] = "/metrics";
        return annotations;
    }

    private static void AddEach(JsonArray patch, string path, JsonArray? there, string at, params JsonObject[] items)
    {
        if (items.Length == 0) return;
        if (there is null) Add(patch, path, SidecarContainer.List(items));
        else foreach (var item in items) Add(patch, $"{path}/{at}", item);
    }

    private static void AddMembers(JsonArray patch, string path, JsonObject? there, JsonObject members)
    {
        if (there is null) Add(patch, path, members);
        else foreach (var (key, value) in members) Add(patch, $"{path}/{Escape(key)}", value!.DeepClone());
    }

    private static void Add(JsonArray patch, string path, JsonNode value) =>
        patch.Add((JsonNode)new JsonObject { ["op"] = "add", ["path"] = path, ["value"] = value });

    // RFC 6901 section 3.
    private static string Escape(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
