using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Kubernetes;

/// <summary>What a connection is made with. Equal only when both parts are the same instances.</summary>
/// <param name="Authority">Roots that the server's certificate must lead to; null or empty for the system's.</param>
/// <param name="Client">The client's certificate, or null.</param>
internal sealed record ConnectionCertificates(X509Certificate2Collection? Authority, ClientIdentity? Client);
