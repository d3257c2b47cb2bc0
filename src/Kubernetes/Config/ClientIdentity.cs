using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Kubernetes;

/// <summary>A client's certificate with its key, and the intermediates sent with it. Each instance is equal to itself alone.</summary>
/// <param name="certificate">The certificate, with its private key.</param>
/// <param name="chain">The intermediates, or null.</param>
internal sealed class ClientIdentity(X509Certificate2 certificate, X509Certificate2Collection? chain)
{
    /// <summary>Where a request carries the identity that its connection must have, if it is not the configuration's.</summary>
    public static readonly HttpRequestOptionsKey<ClientIdentity?> Option = new("client-identity");

    public X509Certificate2 Certificate { get; } = certificate;

    public X509Certificate2Collection? Chain { get; } = chain;
}
