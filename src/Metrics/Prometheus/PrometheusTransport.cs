using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Metrics;

/// <summary>The sockets beneath a client, and words for what goes wrong there.</summary>
internal static class PrometheusTransport
{
    /// <exception cref="ArgumentException">The CA file cannot be used.</exception>
    public static SocketsHttpHandler Create(PrometheusOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            // A name that moved is looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (options.CaFile is { } file) handler.SslOptions.CertificateChainPolicy = TrustOnly(options.Name, file);
        return handler;
    }

    /// <summary>A clause on why no answer came, from the kind of failure, so that no address or secret can slip in.</summary>
    public static string Describe(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "cannot be reached: its host name is not known",
        HttpRequestError.ConnectionError => "cannot be reached: the connection failed",
        HttpRequestError.SecureConnectionError => $"cannot be reached: TLS failed{Because(e.InnerException)}",
        HttpRequestError.ResponseEnded => "broke its answer off",
        var other => $"cannot be reached: {other}",
    };

    private static string Because(Exception? e) => e is AuthenticationException ? $": {ServerText.Clean(e.Message)}" : "";

    private static X509ChainPolicy TrustOnly(string source, string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"metrics source {source}: caFile {file} cannot be read: {e.Message}", e);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new ArgumentException($"metrics source {source}: caFile {file} holds no certificate");
    }
}
