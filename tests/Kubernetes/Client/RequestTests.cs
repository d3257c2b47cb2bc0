using System.Net;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class RequestTests
{
    private static readonly ObjectKey Chat = new("llm", "chat");
    private static readonly ResourceType Deployments = V1Deployment.Resource;

    [Fact]
    public async Task Paths_name_group_version_namespace_and_subresource()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"name":"chat","uid":"u","resourceVersion":"7"}}""");
        using var client = server.Client();
        await client.Resource<V1Deployment>().GetAsync(Chat);
        await client.Resource<V1Pod>().GetAsync(Chat);
        await client.Resource<V1Namespace>().GetAsync(new("", "llm"));
        await client.Resource<V1Deployment>().PatchStatusAsync(Chat, Patch.Merge("{}"));
        await client.Resource<V1Deployment>().PatchAsync(Chat, Patch.Apply("{}", "a manager", force: true));
        await client.Scales.GetAsync(Deployments, Chat);
        await client.Resource<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = "llm" } });
        await client.Resource<V1Pod>().CreateAsync(new V1Pod { Metadata = new() { Name = "p", Namespace = "llm" } });
        await client.Resource<V1Pod>().DeleteAsync(Chat);
        Assert.Equal(
            [
                "GET /apis/apps/v1/namespaces/llm/deployments/chat",
                "GET /api/v1/namespaces/llm/pods/chat",
                "GET /api/v1/namespaces/llm",
                "PATCH /apis/apps/v1/namespaces/llm/deployments/chat/status",
                "PATCH /apis/apps/v1/namespaces/llm/deployments/chat?fieldManager=a%20manager&force=true",
                "GET /apis/apps/v1/namespaces/llm/deployments/chat/scale",
                "POST /api/v1/namespaces",
                "POST /api/v1/namespaces/llm/pods",
                "DELETE /api/v1/namespaces/llm/pods/chat",
            ],
            server.Requests.Select(r => $"{r.Method} {r.Target}"));
        Assert.All(server.Requests, r => Assert.StartsWith("modelmonitor/", r.Headers.UserAgent.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_in_front_of_the_API_stays()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"name":"chat"}}""");
        using var client = new KubernetesClient(new ClientConfig { Server = new Uri(server.Address, "/clusters/one/") });
        await client.Resource<V1Pod>().GetAsync(Chat);
        Assert.Equal("/clusters/one/api/v1/namespaces/llm/pods/chat", server.Requests.Single().Target);
    }

    [Theory]
    [InlineData("llm", "..")]
    [InlineData("llm", ".")]
    [InlineData("llm", "")]
    [InlineData("llm", "a/b")]
    [InlineData("llm", "%2e%2e")]
    [InlineData("..", "chat")]
    [InlineData("", "chat")]
    public async Task Names_cannot_leave_their_segment(string ns, string name)
    {
        await using var server = await TestServer.StartAsync("{}");
        using var client = server.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.Resource<V1Pod>().GetAsync(new(ns, name)));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Scales.GetAsync(Deployments, new(ns, name)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Odd_names_are_escaped()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"name":"x"}}""");
        using var client = server.Client();
        await client.Resource<V1Pod>().GetAsync(new("llm", "a?b#c d:e"));
        Assert.Equal("/api/v1/namespaces/llm/pods/a%3Fb%23c%20d%3Ae", server.Requests.Single().Target);
    }

    [Fact]
    public async Task The_three_patches_and_the_scale_say_what_they_are()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"name":"chat","uid":"u","resourceVersion":"8"},"spec":{"replicas":3}}""");
        using var client = server.Client();
        await client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("""{"a":1}"""));
        await client.Resource<V1Pod>().PatchAsync(Chat, Patch.Json("[]"));
        await client.Resource<V1Pod>().PatchAsync(Chat, Patch.Apply("{}", "m"));
        var scale = await client.Scales.PatchAsync(Deployments, Chat, 3, "u", "7");
        await client.Resource<V1Pod>().DeleteAsync(Chat, new Preconditions("u", "7"));
        Assert.Equal(
            [
                """application/merge-patch+json {"a":1}""",
                "application/json-patch+json []",
                "application/apply-patch+yaml {}",
                """application/merge-patch+json {"metadata":{"uid":"u","resourceVersion":"7"},"spec":{"replicas":3}}""",
                """application/json {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u","resourceVersion":"7"}}""",
            ],
            server.Requests.Select(r => $"{r.Headers.ContentType} {r.Body}"));
        Assert.Equal((3, 0, null, "8"), (scale.SpecReplicas, scale.StatusReplicas, scale.Selector, scale.Metadata.ResourceVersion));
    }

    [Theory]
    [InlineData(-1, "u", "7")]
    [InlineData(1, "", "7")]
    [InlineData(1, "u", "")]
    public async Task A_scale_without_its_preconditions_is_not_sent(int replicas, string uid, string resourceVersion)
    {
        await using var server = await TestServer.StartAsync("{}");
        using var client = server.Client();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.Scales.PatchAsync(Deployments, Chat, replicas, uid, resourceVersion));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await TestServer.StartAsync((context, _) =>
        {
            context.Response.Redirect("http://127.0.0.1:1/elsewhere");
            return Task.CompletedTask;
        });
        using var client = server.Client(token: new StaticTokenSource("secret"));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().GetAsync(Chat));
        Assert.Equal(HttpStatusCode.Found, fault.StatusCode);
    }

    [Theory]
    [InlineData(404, """{"kind":"Status","code":404,"reason":"NotFound","message":"pods \"chat\" not found"}""", "404 NotFound: pods \"chat\" not found")]
    [InlineData(429, "Too many requests, please try again later.\n", "429 TooManyRequests: Too many requests, please try again later.")]
    [InlineData(502, "<html>\r\n<b>Bad</b></html>", "502 BadGateway: <html>  <b>Bad</b></html>")]
    [InlineData(500, "", "500 InternalServerError")]
    [InlineData(500, "{\"cut", "500 InternalServerError: {\"cut")]
    [InlineData(500, "{\"message\":5}", "500 InternalServerError: {\"message\":5}")]
    [InlineData(403, """{"reason":"Forbidden","message":"line1\nlevel=error \u001b[31m"}""", "403 Forbidden: line1 level=error  [31m")]
    public async Task Errors_say_what_was_asked_and_what_was_answered(int code, string body, string expected)
    {
        await using var server = await TestServer.StartAsync((c, _) => TestServer.WriteAsync(c, code, body, "text/plain"));
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            () => client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("{}")).WaitAsync(TestDeadline));
        Assert.Equal($"patch pods llm/chat: {expected}", fault.Message);
        Assert.Equal((HttpStatusCode)code, fault.StatusCode);
    }

    [Fact]
    public async Task An_error_body_without_end_is_read_only_in_part()
    {
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 500;
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)'x');
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(chunk);
        });
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().GetAsync(Chat));
        Assert.StartsWith("get pods llm/chat: 500 InternalServerError: xxx", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.Message.Length < 1200, fault.Message);
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_leaves_the_outcome_of_a_write_open()
    {
        await using var server = await TestServer.StartAsync("<html>");
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("{}")));
        Assert.StartsWith("patch pods llm/chat: unreadable answer", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.IsOutcomeUnknown);
        await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().ListAllAsync());
    }

    [Fact]
    public async Task A_broken_connection_leaves_the_outcome_of_a_write_open_and_is_not_repeated()
    {
        await using var server = await TestServer.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Scales.PatchAsync(Deployments, Chat, 3, "u", "7"));
        Assert.True(fault.IsOutcomeUnknown);
        Assert.Null(fault.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refused_connection_says_so()
    {
        await using var server = await TestServer.StartAsync("{}");
        using var client = server.Client();
        await server.DisposeAsync();
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
        Assert.StartsWith("get version: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("refused", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_at_the_deadline()
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = server.Client(time);
        var request = client.Resource<V1Pod>().GetAsync(Chat);
        await asked.Task.WaitAsync(TestDeadline);
        time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(request.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => request.WaitAsync(TestDeadline));
        Assert.Equal("get pods llm/chat: no answer within 10 s", fault.Message);
        Assert.True(fault.IsOutcomeUnknown);
    }

    [Fact]
    public async Task Cancelling_is_not_an_error_of_the_server()
    {
        var asked = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = server.Client();
        using var stop = new CancellationTokenSource();
        var request = client.Resource<V1Pod>().GetAsync(Chat, stop.Token);
        await asked.Task.WaitAsync(TestDeadline);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.WaitAsync(TestDeadline));
    }

    [Fact]
    public async Task A_proxy_is_asked_where_one_is_given()
    {
        await using var proxy = await TestServer.StartAsync("""{"gitVersion":"v1"}""");
        using var client = new KubernetesClient(new ClientConfig { Server = new("http://api.invalid"), Proxy = proxy.Address });
        await client.GetVersionAsync();
        Assert.Equal("http://api.invalid/version", proxy.Requests.Single().Target);
    }

    [Fact]
    public async Task Any_JSON_can_be_sent_by_its_path()
    {
        await using var server = await TestServer.StartAsync((c, n) => n == 1
            ? TestServer.WriteAsync(c, 200, """{"kind":"Thing","spec":{"a":[1]}}""")
            : Task.CompletedTask);
        using var client = server.Client();
        var answer = await client.SendRawAsync(HttpMethod.Post, "/apis/x.dev/v1/things?dryRun=All", """{"b":2}""");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"kind":"Thing","spec":{"a":[1]}}"""), answer));
        Assert.Equal(("/apis/x.dev/v1/things?dryRun=All", """{"b":2}"""), (server.Requests.Single().Target, server.Requests.Single().Body));
        Assert.Null(await client.SendRawAsync(HttpMethod.Delete, "/apis/x.dev/v1/things/a"));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendRawAsync(HttpMethod.Get, "@elsewhere.example/"));
    }

    private static TimeSpan TestDeadline => TimeSpan.FromSeconds(30);
}
