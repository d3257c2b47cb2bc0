using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Hosting;

namespace ModelMonitor.Tests.Integration.Webhooks;

/// <summary>One replica's webhook, really listening on loopback.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private const string Address = "127.0.0.1:0";

    private readonly WebApplication _server;

    private Replica(PodWebhook webhook, WebApplication server, Annotating handler) => (Webhook, _server, Handler) = (webhook, server, handler);

    public PodWebhook Webhook { get; }

    public Annotating Handler { get; }

    /// <summary>Whether it leads.</summary>
    public bool Leads { get; set; } = true;

    public Uri Url => new(new Uri(_server.Urls.Single()), "/mutate-pods");

    public static async Task<Replica> StartAsync(
        KubernetesClient client, WebhookConfiguration configuration, string ns, string name, TimeProvider time,
        Func<ServingAuthorityOptions, ServingAuthorityOptions>? lives = null)
    {
        Replica? replica = null;
        var handler = new Annotating(name);
        var options = PodWebhook.OptionsOf(configuration, ns, Address);
        var webhook = new PodWebhook(
            configuration, ns, Address, client, client, () => replica!.Leads, handler, time, NullLoggerFactory.Instance, lives?.Invoke(options) ?? options, ns);
        return replica = new(webhook, await webhook.ServeAsync(CancellationToken.None), handler);
    }

    public Task StepAsync() => Webhook.StepAsync(CancellationToken.None);

    /// <summary>The endpoint goes; what is registered stays.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Whether a client with these roots takes what is served now.</summary>
    public async Task<bool> IsTakenByAsync(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Url.Port);
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy });
            return true;
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Webhook.Dispose();
    }
}
