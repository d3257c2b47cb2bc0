using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Reviews of the API server: TokenReview and SubjectAccessReview.</summary>
/// <param name="client">A client without a fence: standbys are scraped too.</param>
[Rbac("authentication.k8s.io", "tokenreviews", "create", ClusterScoped = true, Part = RbacPart.SecureMetrics)]
[Rbac("authorization.k8s.io", "subjectaccessreviews", "create", ClusterScoped = true, Part = RbacPart.SecureMetrics)]
public sealed class ApiAccessReviews(KubernetesClient client) : IAccessReviews
{
    /// <inheritdoc />
    public async Task<JsonObject?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var status = await ReviewAsync("authentication.k8s.io", "TokenReview", new JsonObject { ["token"] = token }, cancellationToken);
        return (bool?)status["authenticated"] == true && status["user"] is JsonObject user ? user : null;
    }

    /// <inheritdoc />
    public async Task<bool> MayGetAsync(JsonObject user, string path, CancellationToken cancellationToken)
    {
        var spec = new JsonObject { ["nonResourceAttributes"] = new JsonObject { ["path"] = path, ["verb"] = "get" } };
        // A TokenReview calls it username, a SubjectAccessReview user; the rest has the same names.
        foreach (var (from, to) in new[] { ("username", "user"), ("uid", "uid"), ("groups", "groups"), ("extra", "extra") })
            if (user[from] is { } value) spec[to] = value.DeepClone();
        var status = await ReviewAsync("authorization.k8s.io", "SubjectAccessReview", spec, cancellationToken);
        return (bool?)status["allowed"] == true && (bool?)status["denied"] != true;
    }

    private async Task<JsonObject> ReviewAsync(string group, string kind, JsonObject spec, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["apiVersion"] = $"{group}/v1", ["kind"] = kind, ["spec"] = spec };
        var path = $"/apis/{group}/v1/{kind.ToLowerInvariant()}s";
        var answer = await client.SendRawAsync(HttpMethod.Post, path, body.ToJsonString(), cancellationToken: cancellationToken);
        return answer?["status"] as JsonObject ?? throw new KubernetesException($"post {path}: an answer without status");
    }
}
