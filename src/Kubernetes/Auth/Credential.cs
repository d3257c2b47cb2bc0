namespace ModelMonitor.Kubernetes;

/// <summary>What a request shows of the client: a bearer token, a certificate, or both. Equal when both parts are.</summary>
/// <param name="Token">The token, or null.</param>
/// <param name="Identity">The certificate for new connections, or null for the configuration's.</param>
internal sealed record Credential(string? Token, ClientIdentity? Identity = null)
{
    /// <summary>Nothing that is secret.</summary>
    public override string ToString() => nameof(Credential);
}
