using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Who somebody is, and what they may do: <see cref="ApiAccessReviews"/> asks the API server.</summary>
public interface IAccessReviews
{
    /// <summary>Whose token it is.</summary>
    /// <param name="token">The token; a secret.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The user as the server describes it; null where the token is not good.</returns>
    /// <exception cref="KubernetesException">The server could not be asked.</exception>
    Task<JsonObject?> AuthenticateAsync(string token, CancellationToken cancellationToken);

    /// <summary>Whether a user may get a path that belongs to no resource.</summary>
    /// <param name="user">As <see cref="AuthenticateAsync"/> gave it.</param>
    /// <param name="path">The path, for example <c>/metrics</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">The server could not be asked.</exception>
    Task<bool> MayGetAsync(JsonObject user, string path, CancellationToken cancellationToken);
}
