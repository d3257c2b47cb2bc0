using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Webhooks;

public sealed class CaBundleKeeperTests
{
    private static readonly byte[] Bundle = "new"u8.ToArray();

    [Fact]
    public async Task Of_several_webhooks_those_of_our_Service_and_those_with_a_URL_get_the_bundle_and_nothing_else_changes()
    {
        await using var server = await ServeAsync(
            """{"name":"a","clientConfig":{"service":{"namespace":"n","name":"hook"}}}""",
            """{"name":"b","clientConfig":{"service":{"namespace":"other","name":"hook"},"caBundle":"b2xk"}}""",
            """{"name":"c","clientConfig":{"url":"https://127.0.0.1/","caBundle":"b2xk"}}""",
            """{"name":"d","clientConfig":{"url":"https://127.0.0.1/","caBundle":"bmV3"}}""");
        using var client = server.Client();
        var keeper = KeeperOf(client);
        Assert.Null(await keeper.ReadAsync(default));
        Assert.True(await keeper.WriteAsync(Bundle, default));
        var patch = server.Requests.Single(r => r.Method == "PATCH");
        Assert.Equal("application/json-patch+json", patch.Headers.ContentType);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(patch.Body), JsonNode.Parse("""
            [{"op":"test","path":"/metadata/resourceVersion","value":"7"},
             {"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"bmV3"},
             {"op":"add","path":"/webhooks/2/clientConfig/caBundle","value":"bmV3"}]
            """)), patch.Body);
    }

    [Fact]
    public async Task What_is_right_is_not_written_again()
    {
        await using var server = await ServeAsync("""{"name":"a","clientConfig":{"url":"https://127.0.0.1/","caBundle":"bmV3"}}""");
        using var client = server.Client();
        var keeper = KeeperOf(client);
        await keeper.ReadAsync(default);
        Assert.False(await keeper.WriteAsync(Bundle, default));
        Assert.DoesNotContain(server.Requests, r => r.Method != "GET");
    }

    [Fact]
    public async Task A_configuration_that_asks_another_Service_is_left_alone_and_said()
    {
        await using var server = await ServeAsync("""{"name":"a","clientConfig":{"service":{"namespace":"other","name":"hook"}}}""");
        using var client = server.Client();
        var keeper = KeeperOf(client);
        Assert.Contains("n/hook", await keeper.ReadAsync(default), StringComparison.Ordinal);
        Assert.Null(keeper.Registered);
        Assert.False(await keeper.WriteAsync(Bundle, default));
        Assert.DoesNotContain(server.Requests, r => r.Method != "GET");
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_is_said()
    {
        await using var server = await TestServer.StartAsync("""{"kind":"Status","code":404,"reason":"NotFound"}""", 404);
        using var client = server.Client();
        var keeper = KeeperOf(client);
        Assert.Contains("pods does not exist", await keeper.ReadAsync(default), StringComparison.Ordinal);
        Assert.Null(keeper.Registered);
        Assert.False(await keeper.WriteAsync(Bundle, default));
    }

    [Theory]
    [InlineData("""{"url":"https://127.0.0.1/"}""")]
    [InlineData("""{"url":"https://127.0.0.1/","caBundle":"bm90IFBFTQ=="}""")]
    public async Task A_bundle_that_is_missing_or_no_PEM_trusts_nobody(string clientConfig)
    {
        await using var server = await ServeAsync($$"""{"name":"a","clientConfig":{{clientConfig}}}""");
        using var client = server.Client();
        var keeper = KeeperOf(client);
        await keeper.ReadAsync(default);
        Assert.Empty(keeper.Registered!);
    }

    private static CaBundleKeeper KeeperOf(KubernetesClient client) => new(client, "pods", new("n", "hook"));

    private static Task<TestServer> ServeAsync(params string[] webhooks) => TestServer.StartAsync($$$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"pods","resourceVersion":"7"},
         "webhooks":[{{{string.Join(',', webhooks)}}}]}
        """);
}
