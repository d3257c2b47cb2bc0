using Microsoft.AspNetCore.Server.Kestrel.Https;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class TlsTests
{
    private readonly TestCertificates _ours = new();

    [Fact]
    public async Task A_certificate_of_the_authority_for_the_host_is_taken_over_HTTP_2()
    {
        await using var server = await StartAsync("127.0.0.1");
        Assert.Equal("v1 HTTP/2", await AskAsync(new ClientConfig { Server = server.Address, CertificateAuthority = _ours.Roots }));
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused()
    {
        await using var server = await StartAsync("other.example");
        var fault = await RefusedAsync(new ClientConfig { Server = server.Address, CertificateAuthority = _ours.Roots });
        Assert.Contains("RemoteCertificateNameMismatch", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_TLS_server_name_is_what_the_certificate_must_carry()
    {
        await using var server = await StartAsync("other.example");
        var config = new ClientConfig { Server = server.Address, CertificateAuthority = _ours.Roots, TlsServerName = "other.example" };
        Assert.Equal("v1 HTTP/2", await AskAsync(config));
        await RefusedAsync(config with { TlsServerName = "third.example" });
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await using var server = await StartAsync("127.0.0.1");
        await RefusedAsync(new ClientConfig { Server = server.Address, CertificateAuthority = new TestCertificates().Roots });
        await RefusedAsync(new ClientConfig { Server = server.Address });
    }

    [Fact]
    public async Task Any_certificate_is_taken_only_when_asked_for()
    {
        await using var server = await StartAsync("other.example");
        Assert.Equal("v1 HTTP/2", await AskAsync(new ClientConfig { Server = server.Address, InsecureSkipTlsVerify = true }));
    }

    [Fact]
    public async Task The_client_certificate_is_shown()
    {
        await using var server = await TestServer.StartAsync(
            (context, _) => TestServer.WriteAsync(context, 200, $$"""{"gitVersion":"{{context.Connection.ClientCertificate?.Subject}}"}"""),
            _ours.Issue("127.0.0.1"),
            https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        var config = new ClientConfig { Server = server.Address, CertificateAuthority = _ours.Roots };
        Assert.Equal("CN=me", await AskAsync(config with { ClientCertificate = _ours.Issue("me") }));
        await RefusedAsync(config);
    }

    [Fact]
    public void A_TLS_server_name_behind_a_proxy_is_refused() => Assert.Throws<ClientConfigException>(() => new KubernetesClient(
        new ClientConfig { Server = new("https://a.example"), TlsServerName = "b.example", Proxy = new("http://proxy.example") }));

    private Task<TestServer> StartAsync(string host) => TestServer.StartAsync(
        (context, _) => TestServer.WriteAsync(context, 200, $$"""{"gitVersion":"v1 {{context.Request.Protocol}}"}"""), _ours.Issue(host));

    private static async Task<string> AskAsync(ClientConfig config)
    {
        using var client = new KubernetesClient(config);
        return await client.GetVersionAsync();
    }

    private static Task<KubernetesException> RefusedAsync(ClientConfig config) =>
        Assert.ThrowsAsync<KubernetesException>(() => AskAsync(config));
}
