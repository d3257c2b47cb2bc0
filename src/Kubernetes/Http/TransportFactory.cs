using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Builds the HTTP transport of one server: trust, identity, and connections that notice a dead peer.</summary>
internal static class TransportFactory
{
    /// <summary>The address that requests name: the TLS server name where there is one; the connection goes to the server itself.</summary>
    public static Uri RequestAddress(ClientConfig config) => config.TlsServerName is { Length: > 0 } name
        ? new UriBuilder(config.Server) { Host = name }.Uri
        : config.Server;

    /// <summary>The handlers, outermost first: credentials, change of certificates, sockets.</summary>
    public static HttpMessageHandler Create(ClientConfig config, TimeProvider time, ILogger log)
    {
        if (config is { TlsServerName.Length: > 0, Proxy: not null })
            throw new ClientConfigException("tls-server-name together with proxy-url is not supported");
        var sockets = new ReloadingHandler(
            new CertificateFiles(config, time, log), certificates => CreateSockets(config, certificates), log);
        return (config.Token, config.Exec) switch
        {
            (null, null) => sockets,
            ({ } token, null) => AuthHandler.ForTokens(token, sockets),
            (null, { } exec) => new AuthHandler(exec.GetAsync, sockets),
            _ => throw new ClientConfigException("a token together with an exec command"),
        };
    }

    private static SocketsHttpHandler CreateSockets(ClientConfig config, ConnectionCertificates certificates)
    {
        var sockets = new SocketsHttpHandler
        {
            // A redirect could carry the credentials to another host.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = config.RequestTimeout,
            EnableMultipleHttp2Connections = true,
            // A peer that died without a word is found within 45 s, also while a watch is silent.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            // Follows a load balancer to new servers; open streams are left alone.
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            UseProxy = config.UseEnvironmentProxy || config.Proxy is not null,
            Proxy = config.Proxy is null ? null : new WebProxy(config.Proxy),
            SslOptions = Tls(config, certificates),
        };
        if (config.TlsServerName is { Length: > 0 })
        {
            sockets.UseProxy = false;
            sockets.ConnectCallback = (_, cancellationToken) => DialAsync(config.Server, cancellationToken);
        }

        return sockets;
    }

    private static SslClientAuthenticationOptions Tls(ClientConfig config, ConnectionCertificates certificates)
    {
        var options = new SslClientAuthenticationOptions();
        if (config.InsecureSkipTlsVerify)
        {
#pragma warning disable CA5359 // Asked for by name in the kubeconfig, and warned about in the log.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (certificates.Authority is { Count: > 0 } authority)
        {
            // A policy and no callback: a callback would take over the check of the host name, and is easily made to lose it.
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authority);
            options.CertificateChainPolicy = policy;
        }

        if (certificates.Client is { } client)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(client.Certificate, client.Chain, offline: true);

        return options;
    }

    // The handler overwrites SslOptions.TargetHost with the URL's host; so the name is in the URL, and the address is dialled here.
    private static async ValueTask<Stream> DialAsync(Uri server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.DnsSafeHost, server.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
