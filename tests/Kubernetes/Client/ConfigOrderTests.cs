using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class ConfigOrderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_flag_goes_first_then_KUBECONFIG_then_the_Pod_then_the_home_folder()
    {
        var everywhere = InPod() with { KubeConfigFiles = [Cluster("env")], HomeKubeConfig = Cluster("home") };
        Assert.Equal("flag.example", ClientConfig.Load(Cluster("flag"), locations: everywhere).Server.Host);
        Assert.Equal("env.example", ClientConfig.Load(locations: everywhere).Server.Host);
        Assert.Equal("10.0.0.1", ClientConfig.Load(locations: everywhere with { KubeConfigFiles = [] }).Server.Host);
        Assert.Equal("home.example", ClientConfig.Load(locations: new ConfigLocations { HomeKubeConfig = Cluster("home") }).Server.Host);
    }

    [Fact]
    public void A_context_is_looked_for_in_files_even_inside_of_a_Pod()
    {
        var config = ClientConfig.Load(context: "x", locations: InPod() with { HomeKubeConfig = Cluster("home") });
        Assert.Equal("home.example", config.Server.Host);
    }

    [Fact]
    public void A_Pod_without_a_token_is_like_no_Pod()
    {
        var locations = InPod() with { ServiceAccountFolder = _folder.Path + "/none", HomeKubeConfig = Cluster("home") };
        Assert.Equal("home.example", ClientConfig.Load(locations: locations).Server.Host);
    }

    [Fact]
    public async Task The_Pods_files_are_read()
    {
        var config = ClientConfig.Load(locations: InPod() with { ServiceHost = "fd00::1" });
        Assert.Equal("https://[fd00::1]:6443/", config.Server.ToString());
        Assert.Equal("llm", config.DefaultNamespace);
        Assert.Equal("pod-token", await config.Token!.GetTokenAsync(null, default));
        Assert.Single(config.CertificateAuthority!);
        Assert.False(config.UseEnvironmentProxy);
    }

    [Fact]
    public void Without_the_clusters_roots_a_Pod_does_not_start()
    {
        var pod = InPod();
        File.Delete(Path.Combine(pod.ServiceAccountFolder, "ca.crt"));
        Assert.Contains("ca.crt", Assert.Throws<ClientConfigException>(() => ClientConfig.Load(locations: pod)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_found_says_where_it_looked()
    {
        var fault = Assert.Throws<ClientConfigException>(() => ClientConfig.Load(locations: new ConfigLocations { HomeKubeConfig = "/no/home" }));
        Assert.Contains("/no/home", fault.Message, StringComparison.Ordinal);
        Assert.Contains("/no/such", Assert.Throws<ClientConfigException>(() => ClientConfig.Load("/no/such")).Message, StringComparison.Ordinal);
        var listed = new ConfigLocations { KubeConfigFiles = ["/no/one", "/no/two"], HomeKubeConfig = Cluster("home") };
        Assert.Contains("/no/one, /no/two", Assert.Throws<ClientConfigException>(() => ClientConfig.Load(locations: listed)).Message, StringComparison.Ordinal);
    }

    private ConfigLocations InPod()
    {
        _folder.Write("account/token", "pod-token\n");
        _folder.Write("account/namespace", " llm\n");
        _folder.Write("account/ca.crt", new TestCertificates().Authority.ExportCertificatePem());
        return new ConfigLocations
        {
            ServiceHost = "10.0.0.1",
            ServicePort = "6443",
            ServiceAccountFolder = Path.Combine(_folder.Path, "account"),
        };
    }

    private string Cluster(string name) => _folder.Write(name, $$$"""
        current-context: x
        contexts: [{name: x, context: {cluster: c}}]
        clusters: [{name: c, cluster: {server: "https://{{{name}}}.example"}}]
        """);
}
