using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>The configuration that every Pod with a service account finds in its files and environment.</summary>
internal static class InClusterConfig
{
    /// <summary>The Pod's configuration, or null outside of a Pod and in one without a service account's token.</summary>
    public static ClientConfig? TryLoad(ConfigLocations locations, TimeProvider? time, ILoggerFactory? loggers)
    {
        if (locations is not { ServiceHost.Length: > 0, ServicePort.Length: > 0 }) return null;
        var token = Path.Combine(locations.ServiceAccountFolder, "token");
        if (!File.Exists(token)) return null;

        var host = locations.ServiceHost.Contains(':', StringComparison.Ordinal) ? $"[{locations.ServiceHost}]" : locations.ServiceHost;
        var authority = Path.Combine(locations.ServiceAccountFolder, "ca.crt");
        var address = $"https://{host}:{locations.ServicePort}";
        return new ClientConfig
        {
            Server = Uri.TryCreate(address, UriKind.Absolute, out var server)
                ? server
                : throw new ClientConfigException($"KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no address: {address}"),
            CertificateAuthority = ReadAuthority(authority),
            CertificateAuthorityFile = authority,
            Token = new FileTokenSource(token, time, loggers),
            DefaultNamespace = ReadNamespace(Path.Combine(locations.ServiceAccountFolder, "namespace")),
        };
    }

    // Without the cluster's own roots the system's would be trusted: rather not start.
    private static X509Certificate2Collection ReadAuthority(string path)
    {
        try
        {
            return Certificates.Authority(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClientConfigException($"{path}: {e.Message}", e);
        }
    }

    private static string ReadNamespace(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } ns ? ns : "default";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "default";
        }
    }
}
