using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace ModelMonitor.Kubernetes;

/// <summary>Knows whom API servers trust for a webhook, and keeps that right: the <c>caBundle</c> of a MutatingWebhookConfiguration.</summary>
/// <remarks>Guarantees: writes nothing but <c>caBundle</c>, and only where the webhook asks our Service or names a URL. Caveats: one caller at a time.</remarks>
/// <param name="client">A client that writes only while this process leads.</param>
/// <param name="name">The configuration's name.</param>
/// <param name="service">Our Service.</param>
public sealed class CaBundleKeeper(KubernetesClient client, string name, ObjectKey service)
{
    private readonly ResourceClient<V1MutatingWebhookConfiguration> _configurations = client.Resource<V1MutatingWebhookConfiguration>();
    private V1MutatingWebhookConfiguration? _configuration;

    /// <summary>Whom API servers trust, as last read: what every one of our webhooks has; null when nothing of ours is registered.</summary>
    public X509Certificate2Collection? Registered { get; private set; }

    /// <summary>Reads the configuration.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Null, or why no API server asks us.</returns>
    /// <exception cref="KubernetesException">The request failed; what was read before stays.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Take(await _configurations.GetAsync(new("", name), cancellationToken));
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            Take(null);
            return $"MutatingWebhookConfiguration {name} does not exist";
        }

        return Registered is null ? $"MutatingWebhookConfiguration {name} has no webhook that asks Service {service}" : null;
    }

    /// <summary>Writes the bundle where the configuration read last has another one.</summary>
    /// <param name="bundle">Whom to trust, PEM.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Whether anything had to be written.</returns>
    /// <exception cref="KubernetesException">The request failed; <see cref="KubernetesException.IsInvalid"/> when the configuration has changed since.</exception>
    /// <exception cref="LeadershipLostException">This process does not lead.</exception>
    public async Task<bool> WriteAsync(byte[] bundle, CancellationToken cancellationToken)
    {
        if (_configuration is not { } configuration || PatchOf(configuration, service, bundle) is not { } patch) return false;
        Take(await _configurations.PatchAsync(new("", name), Patch.Json(patch.ToJsonString()), cancellationToken));
        return true;
    }

    /// <summary>The JSON patch that gives every webhook of ours the bundle, or null where they have it. It fails on any other version.</summary>
    private static JsonArray? PatchOf(V1MutatingWebhookConfiguration configuration, ObjectKey service, byte[] bundle)
    {
        var patch = new JsonArray(Operation("test", "/metadata/resourceVersion", configuration.Metadata.ResourceVersion));
        for (var i = 0; i < (configuration.Webhooks?.Count ?? 0); i++)
        {
            var client = configuration.Webhooks![i].ClientConfig;
            if (!IsOurs(client, service) || bundle.AsSpan().SequenceEqual(client.CaBundle)) continue;
            // "add" also replaces.
            patch.Add((JsonNode)Operation("add", $"/webhooks/{i}/clientConfig/caBundle", Convert.ToBase64String(bundle)));
        }

        return patch.Count > 1 ? patch : null;
    }

    private static bool IsOurs(V1WebhookClientConfig client, ObjectKey service) =>
        client.Service is not { } asked || (asked.Namespace, asked.Name) == (service.Namespace, service.Name);

    private static JsonObject Operation(string op, string path, string? value) => new() { ["op"] = op, ["path"] = path, ["value"] = value };

    private void Take(V1MutatingWebhookConfiguration? configuration)
    {
        _configuration = configuration;
        var ours = configuration?.Webhooks?.Where(w => IsOurs(w.ClientConfig, service)).Select(w => w.ClientConfig.CaBundle).ToList() ?? [];
        // Of several webhooks all must trust us, so what counts is the one that differs; they are written together.
        Registered = ours.Count == 0 ? null
            : ours.TrueForAll(b => b.AsSpan().SequenceEqual(ours[0])) ? AuthoritySecret.Certificates(ours[0])
            : [];
    }
}
