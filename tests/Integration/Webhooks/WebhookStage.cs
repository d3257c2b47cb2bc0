using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Webhooks;

/// <summary>
/// Webhooks of one or more replicas, registered at a real API server by the manifest of <c>config/webhook</c>, with their addresses in
/// place of the Service and for one namespace only.
/// </summary>
internal sealed class WebhookStage : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static int _count;

    private readonly ClusterFixture _fixture;
    private readonly List<Replica> _replicas = [];
    private int _barriers;

    private WebhookStage(ClusterFixture fixture, string own, string pods)
    {
        (_fixture, Own, Pods) = (fixture, own, pods);
        Configuration = new() { Enabled = true, Configuration = $"test-{Interlocked.Increment(ref _count)}" };
        // Certificates are looked at by the API server's clock, too.
        Time.Advance(TimeProvider.System.GetUtcNow() - Time.GetUtcNow());
    }

    /// <summary>The operator's namespace.</summary>
    public string Own { get; }

    /// <summary>A namespace that has opted in.</summary>
    public string Pods { get; }

    public ManualTime Time { get; } = new();

    public WebhookConfiguration Configuration { get; }

    public ObjectKey Secret => new(Own, Configuration.Secret);

    private ResourceClient<V1MutatingWebhookConfiguration> Registrations => _fixture.Client.Resource<V1MutatingWebhookConfiguration>();

    private ObjectKey Registration => new("", Configuration.Configuration);

    public static async Task<WebhookStage> SetUpAsync(ClusterFixture fixture)
    {
        var stage = new WebhookStage(fixture, await fixture.CreateNamespaceAsync(), await fixture.CreateNamespaceAsync());
        await stage.LabelAsync(stage.Pods, "enabled");
        return stage;
    }

    public async Task<Replica> StartAsync(string name = "patched", Func<ServingAuthorityOptions, ServingAuthorityOptions>? lives = null)
    {
        var replica = await Replica.StartAsync(_fixture.Client, Configuration, Own, name, Time, lives);
        _replicas.Add(replica);
        return replica;
    }

    /// <summary>Registers the replicas that were started.</summary>
    public Task RegisterAsync() => RegisterAsync("Ignore", [.. _replicas.Select(r => r.Url)]);

    /// <summary>Registers addresses.</summary>
    public async Task RegisterAsync(string failurePolicy, params Uri[] urls)
    {
        var manifest = YamlJson.Parse(await File.ReadAllTextAsync(Repository.PathOf("config", "webhook", "configuration.yaml")))!.AsObject();
        manifest["metadata"]!["name"] = Configuration.Configuration;
        var template = manifest["webhooks"]!.AsArray().Single()!;
        manifest["webhooks"] = new JsonArray([.. urls.Select((url, i) =>
        {
            var webhook = template.DeepClone();
            webhook["name"] = $"pods-{i}.modelmonitor.dev";
            webhook["clientConfig"] = new JsonObject { ["url"] = url.ToString() };
            webhook["failurePolicy"] = failurePolicy;
            // Other tests run on the same server.
            webhook["namespaceSelector"]!["matchExpressions"]!.AsArray().Add((JsonNode)new JsonObject
            {
                ["key"] = "test", ["operator"] = "In", ["values"] = new JsonArray(Configuration.Configuration),
            });
            return webhook;
        })]);
        await _fixture.Client.SendRawAsync(HttpMethod.Post, "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", manifest.ToJsonString());
    }

    /// <summary>Gives a namespace the labels that matter; null for one that has not opted in.</summary>
    public Task LabelAsync(string ns, string? injection) => _fixture.Client.Resource<V1Namespace>().PatchAsync(new("", ns), Patch.Merge(new JsonObject
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["modelmonitor.dev/injection"] = injection, ["test"] = Configuration.Configuration } },
    }.ToJsonString()));

    /// <summary>Whom API servers are told to trust.</summary>
    public async Task<byte[]?> BundleAsync() => (await Registrations.GetAsync(Registration)).Webhooks![0].ClientConfig.CaBundle;

    /// <summary>Somebody's hand.</summary>
    public Task SetBundleAsync(byte[]? bundle) => Registrations.PatchAsync(Registration, Patch.Json(new JsonArray(new JsonObject
    {
        ["op"] = "add",
        ["path"] = "/webhooks/0/clientConfig/caBundle",
        ["value"] = bundle is null ? null : Convert.ToBase64String(bundle),
    }).ToJsonString()));

    /// <summary>Asks for a pod without storing it.</summary>
    /// <returns>Its annotations as they would be stored, in the order of their names.</returns>
    public async Task<string> AskAsync(string? ns = null, string app = "chat", string barrier = "none")
    {
        var pod = await _fixture.Client.SendRawAsync(
            HttpMethod.Post, $"/api/v1/namespaces/{ns ?? Pods}/pods?dryRun=All", $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"p-","annotations":{"own":"kept"},"labels":{"app.kubernetes.io/name":"{{{app}}}","barrier":"{{{barrier}}}"}},
             "spec":{"automountServiceAccountToken":false,"containers":[{"name":"c","image":"none"}]}}
            """);
        return string.Join(',', pod!["metadata"]!["annotations"]!.AsObject().Select(a => a.Key).Order(StringComparer.Ordinal));
    }

    /// <summary>Waits until pods are changed as the replicas change them: an API server learns of a registration a moment later.</summary>
    public Task WaitUntilPatchedAsync(string annotations = "own,patched") =>
        Eventually.TrueAsync("pods are patched", async () => await AskAsync() == annotations, Deadline);

    /// <summary>
    /// Waits until the API server goes by the registration as it stands now. What it has learned of cannot be read, but it learns in
    /// order: one more change, of whom the first replica is asked about, is seen by what comes of it, and with it all before.
    /// </summary>
    /// <param name="annotations">A pod's annotations when the first replica is not asked.</param>
    public async Task WaitUntilLearnedAsync(string annotations)
    {
        var word = $"b{++_barriers}";
        await Registrations.PatchAsync(Registration, Patch.Json(new JsonArray(new JsonObject
        {
            ["op"] = "add",
            ["path"] = "/webhooks/0/objectSelector/matchExpressions/-",
            ["value"] = new JsonObject { ["key"] = "barrier", ["operator"] = "NotIn", ["values"] = new JsonArray(word) },
        }).ToJsonString()));
        await Eventually.TrueAsync("the API server has learned of the registration", async () => await AskAsync(barrier: word) == annotations, Deadline);
    }

    public static X509Certificate2Collection Roots(byte[]? pem)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(Encoding.ASCII.GetString(pem ?? []));
        return roots;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas) await replica.DisposeAsync();
        await Registrations.DeleteAsync(Registration);
    }
}
