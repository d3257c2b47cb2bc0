using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class KubeConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_current_context_says_server_user_and_namespace()
    {
        var config = Load("""
            apiVersion: v1
            kind: Config
            current-context: dev
            contexts:
            - name: dev
              context: {cluster: c, user: u, namespace: llm}
            clusters:
            - name: c
              cluster: {server: "https://api.example:6443/prefix", tls-server-name: other.example, insecure-skip-tls-verify: true}
            users:
            - name: u
              user: {token: secret}
            """);
        Assert.Equal("https://api.example:6443/prefix", config.Server.ToString());
        Assert.Equal("other.example", config.TlsServerName);
        Assert.True(config.InsecureSkipTlsVerify);
        Assert.Equal("llm", config.DefaultNamespace);
        Assert.IsType<StaticTokenSource>(config.Token);
        Assert.DoesNotContain("secret", config.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_files_the_first_to_name_an_entry_counts()
    {
        var first = _folder.Write("one/config", """
            current-context: dev
            users: [{name: u, user: {tokenFile: token}}]
            """);
        var second = _folder.Write("two/config", """
            current-context: prod
            contexts: [{name: dev, context: {cluster: c, user: u}}, {name: prod, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://second.example"}}]
            users: [{name: u, user: {token: from-the-second}}]
            """);
        var third = _folder.Write("three/config", """
            clusters: [{name: c, cluster: {server: "https://third.example"}}]
            """);
        _folder.Write("one/token", "from-the-first\n");
        var config = ClientConfig.Load(locations: new ConfigLocations
        {
            KubeConfigFiles = [_folder.Path + "/missing", first, second, third],
        });
        Assert.Equal("second.example", config.Server.Host);
        Assert.Equal("from-the-first", await config.Token!.GetTokenAsync(null, default));
    }

    [Fact]
    public void Relative_paths_start_at_the_file_that_has_them()
    {
        _folder.Write("pki/ca.crt", _certificates.Authority.ExportCertificatePem());
        var client = _certificates.Issue("someone");
        _folder.Write("pki/me.crt", client.ExportCertificatePem() + "\n" + _certificates.Authority.ExportCertificatePem());
        _folder.Write("pki/me.key", client.GetECDsaPrivateKeyPem());
        var config = Load("""
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://a.example", certificate-authority: pki/ca.crt}}]
            users: [{name: u, user: {client-certificate: pki/me.crt, client-key: ./pki/me.key}}]
            """);
        Assert.Equal(_certificates.Authority.Thumbprint, Assert.Single(config.CertificateAuthority!).Thumbprint);
        Assert.Equal("CN=someone", config.ClientCertificate!.Subject);
        Assert.True(config.ClientCertificate.HasPrivateKey);
        Assert.Single(config.ClientCertificateChain!);
    }

    [Fact]
    public void Data_goes_before_files()
    {
        var data = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(_certificates.Authority.ExportCertificatePem()));
        var config = Load($$$"""
            current-context: x
            contexts: [{name: x, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: "https://a.example", certificate-authority: not-there, certificate-authority-data: {{{data}}}}}]
            """);
        Assert.Single(config.CertificateAuthority!);
        Assert.Null(config.Token);
        Assert.Equal("default", config.DefaultNamespace);
    }

    [Fact]
    public void A_context_can_be_named_and_its_case_counts()
    {
        var path = _folder.Write("config", """
            contexts: [{name: Dev, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: "https://a.example"}}]
            """);
        Assert.Equal("a.example", ClientConfig.Load(path, "Dev").Server.Host);
        Assert.Contains("context 'dev'", Fault(path, "dev"), StringComparison.Ordinal);
        Assert.Contains("no current-context", Fault(path, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auth-provider: {name: gcp}")]
    [InlineData("username: me")]
    [InlineData("as: somebody")]
    [InlineData("as-groups: [admins]")]
    public void A_way_to_log_in_that_is_not_built_is_refused_by_name(string user)
    {
        var path = UserFile(user);
        var fault = Fault(path, "x");
        Assert.Contains($"{path}: user 'u': '{user.Split(':')[0]}' is not supported", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("as-groups: []")]
    [InlineData("username: ''")]
    public void Empty_fields_ask_for_nothing(string user) => Assert.Null(ClientConfig.Load(UserFile(user), "x").Token);

    [Theory]
    [InlineData("client-certificate-data: eA==", "go together")]
    [InlineData("{client-certificate-data: eA==, client-key-data: eA==}", "user 'u'")]
    [InlineData("{client-certificate: a, client-key: b}", "client-certificate")]
    [InlineData("{client-certificate-data: '%', client-key-data: eA==}", "user 'u'")]
    public void Broken_client_certificates_name_the_user(string user, string part) =>
        Assert.Contains(part, Fault(UserFile(user), "x"), StringComparison.Ordinal);

    [Theory]
    [InlineData("server: ''", "no server")]
    [InlineData("server: nonsense", "server is not an address")]
    [InlineData("{server: 'https://a.example', proxy-url: nonsense}", "proxy-url is not an address")]
    [InlineData("{server: 'https://a.example', certificate-authority: not-there}", "certificate-authority")]
    [InlineData("{server: 'https://a.example', certificate-authority-data: eA==}", "no certificate")]
    [InlineData("{server: 'https://a.example', certificate-authority-data: eA==, insecure-skip-tls-verify: true}", "insecure-skip-tls-verify together")]
    public void Broken_clusters_name_the_cluster(string cluster, string part)
    {
        var path = _folder.Write("config", $"contexts: [{{name: x, context: {{cluster: c}}}}]\nclusters:\n- name: c\n  cluster: {Braced(cluster)}\n");
        var fault = Fault(path, "x");
        Assert.Contains(part, fault, StringComparison.Ordinal);
        Assert.Contains("cluster 'c'", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- a", "not a kubeconfig")]
    [InlineData("a: [", "line")]
    [InlineData("", "no current-context")]
    public void A_file_that_is_no_kubeconfig_is_named(string text, string part)
    {
        var path = _folder.Write("config", text);
        var fault = Fault(path, null);
        Assert.Contains(path, fault, StringComparison.Ordinal);
        Assert.Contains(part, fault, StringComparison.Ordinal);
    }

    private static string Braced(string fields) => fields.StartsWith('{') ? fields : $"{{{fields}}}";

    private static string Fault(string path, string? context) =>
        Assert.Throws<ClientConfigException>(() => ClientConfig.Load(path, context)).Message;

    private ClientConfig Load(string text) => ClientConfig.Load(_folder.Write("config", text));

    private string UserFile(string user) => _folder.Write("config", $$$"""
        contexts: [{name: x, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "https://a.example"}}]
        users:
        - name: u
          user: {{{Braced(user)}}}
        """);
}

internal static class KeyPem
{
    public static string GetECDsaPrivateKeyPem(this System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
        return key.ExportPkcs8PrivateKeyPem();
    }
}
