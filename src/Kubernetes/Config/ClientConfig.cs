using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>How to reach an API server, and as whom.</summary>
/// <remarks>
/// Certificates that name their files are read again while the client lives: every five minutes at most, and at once after a refused
/// handshake or a 401. Those without a file stay as they are.
/// </remarks>
public sealed record ClientConfig
{
    /// <summary>Address of the API server, perhaps with a path in front of the API's own.</summary>
    public required Uri Server { get; init; }

    /// <summary>Roots that the server's certificate must lead to; null or empty for the system's roots.</summary>
    public X509Certificate2Collection? CertificateAuthority { get; init; }

    /// <summary>PEM file that <see cref="CertificateAuthority"/> is read from again, or null; counts only together with it.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>The client's certificate with its private key, or null.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// PEM file that <see cref="ClientCertificate"/> is read from again, or null; counts only together with it and with
    /// <see cref="ClientKeyFile"/>.
    /// </summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file with the private key of <see cref="ClientCertificateFile"/>, or null.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Intermediates sent with <see cref="ClientCertificate"/>, or null.</summary>
    public X509Certificate2Collection? ClientCertificateChain { get; init; }

    /// <summary>Bearer tokens, or null.</summary>
    public ITokenSource? Token { get; init; }

    /// <summary>A program that gives tokens or client certificates, or null; not together with <see cref="Token"/>.</summary>
    public ExecCredentialSource? Exec { get; init; }

    /// <summary>Takes any server certificate. Only for a cluster on the own machine; a warning is logged.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The name that the server's certificate must carry, where it is not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>A proxy for all requests, or null.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>
    /// Whether proxies named by the environment (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>) count. Never in a cluster: the API is near.
    /// </summary>
    public bool UseEnvironmentProxy { get; init; }

    /// <summary>Namespace for those who name none.</summary>
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>How long a request may take, its retries included; a watch until it is open. Over 0.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Finds the configuration. In this order: the file given, the files of <c>KUBECONFIG</c>, the service account of the Pod
    /// (unless a context is asked for), <c>~/.kube/config</c>.
    /// </summary>
    /// <param name="kubeconfigPath">The file given by a flag, or null.</param>
    /// <param name="context">The context to use, or null for the file's current one.</param>
    /// <param name="locations">Where to look; the process's environment by default.</param>
    /// <param name="time">The clock of token sources; the system's by default.</param>
    /// <param name="loggers">Where token sources report.</param>
    /// <exception cref="ClientConfigException">Nothing was found, or it cannot be used.</exception>
    public static ClientConfig Load(
        string? kubeconfigPath = null,
        string? context = null,
        ConfigLocations? locations = null,
        TimeProvider? time = null,
        ILoggerFactory? loggers = null)
    {
        locations ??= ConfigLocations.OfProcess();
        if (!string.IsNullOrEmpty(kubeconfigPath))
        {
            return File.Exists(kubeconfigPath)
                ? KubeConfig.Read([kubeconfigPath]).Resolve(context, time, loggers)
                : throw new ClientConfigException($"kubeconfig {kubeconfigPath} does not exist");
        }

        if (locations.KubeConfigFiles.Count > 0)
        {
            var files = locations.KubeConfigFiles.Where(File.Exists).ToList();
            return files.Count > 0
                ? KubeConfig.Read(files).Resolve(context, time, loggers)
                : throw new ClientConfigException($"KUBECONFIG: no such files: {string.Join(", ", locations.KubeConfigFiles)}");
        }

        if (context is null && InClusterConfig.TryLoad(locations, time, loggers) is { } inCluster) return inCluster;
        if (File.Exists(locations.HomeKubeConfig))
            return KubeConfig.Read([locations.HomeKubeConfig]).Resolve(context, time, loggers);
        throw new ClientConfigException(
            $"no way to an API server: no --kubeconfig, no KUBECONFIG, not in a Pod, and no {locations.HomeKubeConfig}");
    }

    /// <summary>The server's address, and nothing that could be secret.</summary>
    public override string ToString() => Server.ToString();
}
