using System.Net;
using System.Net.Http.Headers;

namespace ModelMonitor.Kubernetes;

/// <summary>Sends the bearer token, and a request once more with a newer token when the server answers 401.</summary>
/// <remarks>Assumptions: bodies can be sent twice; the client's are bytes in memory.</remarks>
internal sealed class AuthHandler(ITokenSource tokens, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await tokens.GetTokenAsync(refused: null, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        var newer = await tokens.GetTokenAsync(refused: token, cancellationToken);
        if (newer == token) return response;
        response.Dispose();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", newer);
        return await base.SendAsync(request, cancellationToken);
    }
}
