using System.Security.Authentication;

namespace ModelMonitor.Metrics;

/// <summary>A server's certificate is not accepted.</summary>
/// <param name="why">A clause that says why.</param>
internal sealed class CertificateRefusedException(string why) : AuthenticationException(why);
