using System.Net;
using System.Net.Http.Headers;

namespace ModelMonitor.Kubernetes;

/// <summary>Sends the client's credential, and a request once more with a newer one when the server answers 401.</summary>
/// <remarks>Assumptions: bodies can be sent twice; the client's are bytes in memory.</remarks>
/// <param name="credentials">Gives the credential to send; asked again with one that was refused, it looks for another.</param>
/// <param name="inner">The next handler.</param>
internal sealed class AuthHandler(Func<Credential?, CancellationToken, ValueTask<Credential>> credentials, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    /// <summary>A handler that sends tokens only.</summary>
    public static AuthHandler ForTokens(ITokenSource tokens, HttpMessageHandler inner) =>
        new(async (refused, cancellationToken) => new(await tokens.GetTokenAsync(refused?.Token, cancellationToken)), inner);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var credential = await credentials(null, cancellationToken);
        var response = await SendAsync(request, credential, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        Credential newer;
        try
        {
            newer = await credentials(credential, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        if (newer == credential) return response;
        response.Dispose();
        return await SendAsync(request, newer, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Credential credential, CancellationToken cancellationToken)
    {
        // The header's own complaint is of another type.
        if (credential.Token?.AsSpan().ContainsAnyExceptInRange('!', '~') == true)
            throw new ClientConfigException("the token has characters that no header can carry");
        request.Headers.Authorization = credential.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        request.Options.Set(ClientIdentity.Option, credential.Identity);
        return base.SendAsync(request, cancellationToken);
    }
}
