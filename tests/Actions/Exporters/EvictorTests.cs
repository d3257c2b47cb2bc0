using System.Text.Json.Nodes;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Kubernetes;

namespace ModelMonitor.Tests.Actions;

/// <summary>What the evictor makes of answers that a real API server cannot be made to give on demand; tests/Integration/Eviction has the others.</summary>
public sealed class EvictorTests
{
    private const string Blocked = """
        {"kind": "Status", "status": "Failure", "reason": "TooManyRequests", "code": 429, "message": "not now",
         "details": {"retryAfterSeconds": 1, "causes": [{"reason": "DisruptionBudget", "message": "needs 1"}]}}
        """;

    private static readonly ObjectKey Pod = new("llm", "chat-0");

    [Theory]
    [InlineData("v1beta1")]
    [InlineData("v1")]
    public async Task An_eviction_is_of_the_version_that_the_server_takes_and_names_the_uid(string version)
    {
        await using var server = await ServerAsync(201, """{"kind": "Status"}""", version: version);
        Assert.Equal(new EvictionResult(EvictionOutcome.Evicted), await EvictAsync(server));
        var (request, _) = Writes(server);
        Assert.Equal("/api/v1/namespaces/llm/pods/chat-0/eviction", request.Target);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    {"apiVersion": "policy/$VERSION", "kind": "Eviction", "metadata": {"name": "chat-0", "namespace": "llm", "generation": 0},
                     "deleteOptions": {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": "uid-1"}}}
                    """.Replace("$VERSION", version, StringComparison.Ordinal)),
                JsonNode.Parse(request.Body)),
            request.Body);
    }

    [Theory]
    [InlineData(429, Blocked, EvictionOutcome.Blocked)]
    [InlineData(404, "{}", EvictionOutcome.Gone)]
    [InlineData(409, """{"reason": "Conflict"}""", EvictionOutcome.Gone)]
    [InlineData(403, "{}", EvictionOutcome.Forbidden)]
    [InlineData(422, "{}", EvictionOutcome.Failed)]
    [InlineData(400, "{}", EvictionOutcome.Failed)]
    public async Task A_refusal_is_final_and_is_not_followed_by_anything(int code, string body, EvictionOutcome expected)
    {
        await using var server = await ServerAsync(code, body);
        var result = await EvictAsync(server);
        Assert.Equal(expected, result.Outcome);
        Assert.Contains($"evict pods llm/chat-0: {code} ", result.Message, StringComparison.Ordinal);
        Assert.Equal(expected == EvictionOutcome.Forbidden, result.Message!.Contains("may not create pods/eviction in namespace llm", StringComparison.Ordinal));
        Assert.Equal(0, Writes(server).Reads);
    }

    [Theory]
    [InlineData(200, """{"metadata": {"uid": "uid-1", "deletionTimestamp": "2026-01-01T00:00:00Z"}}""", EvictionOutcome.Evicted)]
    [InlineData(200, """{"metadata": {"uid": "uid-1"}}""", EvictionOutcome.Failed)]
    [InlineData(200, """{"metadata": {"uid": "uid-2", "deletionTimestamp": "2026-01-01T00:00:00Z"}}""", EvictionOutcome.Gone)]
    [InlineData(404, "{}", EvictionOutcome.Gone)]
    [InlineData(500, "{}", EvictionOutcome.Failed)]
    public async Task After_an_unknown_outcome_it_looks_and_never_writes_again(int code, string pod, EvictionOutcome expected)
    {
        await using var server = await ServerAsync(500, """{"message": "the link broke"}""", code, pod);
        var result = await EvictAsync(server);
        Assert.Equal(expected, result.Outcome);
        Assert.Contains("the link broke", result.Message, StringComparison.Ordinal);
        Assert.Equal(code == 500, result.Message!.Contains("the second look failed", StringComparison.Ordinal));
        Assert.Equal(1, Writes(server).Reads);
    }

    private static async Task<EvictionResult> EvictAsync(TestServer server)
    {
        using var client = server.Client();
        return await new Evictor(client).EvictAsync(Pod, "uid-1", TestContext.Current.CancellationToken);
    }

    // The one write, never a DELETE, and how often the pod was read.
    private static (Seen Write, int Reads) Writes(TestServer server) => (
        Assert.Single(server.Requests, r => r.Method != "GET"),
        server.Requests.Count(r => r is { Method: "GET", Target: "/api/v1/namespaces/llm/pods/chat-0" }));

    private static Task<TestServer> ServerAsync(int code, string body, int podCode = 500, string pod = "{}", string version = "v1") =>
        TestServer.StartAsync((context, _) => (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/api/v1") => TestServer.WriteAsync(context, 200, $$"""
                {"resources": [{"name": "pods", "kind": "Pod", "namespaced": true},
                  {"name": "pods/eviction", "kind": "Eviction", "group": "policy", "version": "{{version}}", "namespaced": true}]}
                """),
            ("POST", _) => TestServer.WriteAsync(context, code, body),
            _ => TestServer.WriteAsync(context, podCode, pod),
        });
}
