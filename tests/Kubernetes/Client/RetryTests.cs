using System.Net;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class RetryTests
{
    private const string Pod = """{"metadata":{"name":"chat"}}""";
    private static readonly ObjectKey Chat = new("llm", "chat");
    private static readonly TimeSpan TestDeadline = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_read_waits_as_long_as_the_server_asks_and_tries_again(int code)
    {
        await using var server = await RefusingServer(code, refusals: 1, retryAfter: "2");
        using var client = server.Client(_time);
        var read = client.Resource<V1Pod>().GetAsync(Chat);
        await _time.WaitForTimersAsync(2); // the request's deadline, and the wait
        _time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(0.25) + TimeSpan.FromTicks(1)); // the most that jitter adds to a first wait
        Assert.Equal("chat", (await read.WaitAsync(TestDeadline)).Metadata.Name);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_read_is_sent_four_times_at_most()
    {
        await using var server = await RefusingServer(503, refusals: int.MaxValue, retryAfter: "1");
        using var client = server.Client(_time);
        var read = client.Resource<V1Pod>().GetAsync(Chat);
        for (var i = 0; i < 3; i++)
        {
            await _time.WaitForTimersAsync(2);
            _time.Advance(TimeSpan.FromSeconds(2)); // 1 s and at most 1 s of jitter, three times within the deadline
        }

        var fault = await Assert.ThrowsAsync<KubernetesException>(() => read.WaitAsync(TestDeadline));
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(1), fault.RetryAfter);
    }

    [Theory]
    [InlineData("60")]
    [InlineData("Thu, 01 Jan 2026 00:01:00 GMT")] // a minute after the manual clock's start
    public async Task A_wait_beyond_the_deadline_is_left_to_the_caller(string retryAfter)
    {
        await using var server = await RefusingServer(429, refusals: 1, retryAfter);
        using var client = server.Client(_time);
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().GetAsync(Chat).WaitAsync(TestDeadline));
        Assert.Equal(TimeSpan.FromMinutes(1), fault.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task A_server_is_not_waited_for_longer_than_five_minutes(string retryAfter)
    {
        await using var server = await RefusingServer(429, refusals: 1, retryAfter);
        using var client = server.Client(_time);
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().GetAsync(Chat).WaitAsync(TestDeadline));
        Assert.Equal(TimeSpan.FromMinutes(5), fault.RetryAfter);
    }

    [Fact]
    public async Task A_refusal_without_a_time_is_tried_again_soon()
    {
        await using var server = await RefusingServer(429, refusals: 1, retryAfter: null);
        using var client = server.Client(_time);
        var read = client.Resource<V1Pod>().GetAsync(Chat);
        await _time.WaitForTimersAsync(2);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await read.WaitAsync(TestDeadline);
    }

    [Fact]
    public async Task A_write_is_sent_again_after_429()
    {
        await using var server = await RefusingServer(429, refusals: 1, retryAfter: "1");
        using var client = server.Client(_time);
        var write = client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("""{"a":1}"""));
        await _time.WaitForTimersAsync(2);
        _time.Advance(TimeSpan.FromSeconds(1.25));
        await write.WaitAsync(TestDeadline);
        Assert.Equal(["""{"a":1}""", """{"a":1}"""], server.Requests.Select(r => r.Body));
    }

    [Fact]
    public async Task A_disruption_budgets_429_is_no_throttling_and_an_eviction_is_sent_once()
    {
        // As a server answers whose controllers have not looked at the budget yet.
        const string Refusal = """
            {"kind": "Status", "reason": "TooManyRequests", "code": 429, "message": "not now",
             "details": {"retryAfterSeconds": 1, "causes": [{"reason": "DisruptionBudget", "message": "still being processed"}]}}
            """;
        await using var server = await TestServer.StartAsync((context, _) => context.Request.Method == "GET"
            ? TestServer.WriteAsync(context, 200, """{"resources": []}""")
            : TestServer.WriteAsync(context, 429, Refusal));
        using var client = server.Client(_time);
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Evictions.CreateAsync(Chat, "uid").WaitAsync(TestDeadline));
        Assert.True(fault.IsDisruptionBudget, fault.Message);
        Assert.Equal(TimeSpan.FromSeconds(1), fault.RetryAfter);
        Assert.Single(server.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task An_eviction_is_sent_again_after_a_429_of_throttling()
    {
        await using var server = await TestServer.StartAsync((context, number) => context.Request.Method == "GET"
            ? TestServer.WriteAsync(context, 200, """{"resources": []}""")
            : TestServer.WriteAsync(context, number == 2 ? 429 : 201, "{}"));
        using var client = server.Client(_time);
        var write = client.Evictions.CreateAsync(Chat, "uid");
        await _time.WaitForTimersAsync(2);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await write.WaitAsync(TestDeadline);
        Assert.Equal(2, server.Requests.Count(r => r.Method == "POST"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(409)]
    public async Task A_write_with_any_other_failure_is_sent_once(int code)
    {
        await using var server = await RefusingServer(code, refusals: 1, retryAfter: "0");
        using var client = server.Client(_time);
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            () => client.Scales.PatchAsync(V1Deployment.Resource, Chat, 2, "u", "1").WaitAsync(TestDeadline));
        Assert.Equal((HttpStatusCode)code, fault.StatusCode);
        Assert.Equal(code >= 500, fault.IsOutcomeUnknown);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Only_429_and_503_may_make_a_caller_wait()
    {
        await using var server = await RefusingServer(500, refusals: 1, retryAfter: "3600");
        using var client = server.Client(_time);
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().GetAsync(Chat).WaitAsync(TestDeadline));
        Assert.Null(fault.RetryAfter);
    }

    [Fact]
    public async Task A_watch_is_opened_once()
    {
        await using var server = await RefusingServer(429, refusals: 1, retryAfter: "1");
        using var client = server.Client(_time);
        var fault = await Assert.ThrowsAsync<KubernetesException>(async () =>
        {
            await foreach (var _ in client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), default))
                Assert.Fail("no event was sent");
        });
        Assert.Equal(TimeSpan.FromSeconds(1), fault.RetryAfter);
        Assert.Single(server.Requests);
    }

    private static Task<TestServer> RefusingServer(int code, int refusals, string? retryAfter) =>
        TestServer.StartAsync((context, number) =>
        {
            if (number > refusals) return TestServer.WriteAsync(context, 200, Pod);
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            return TestServer.WriteAsync(context, code, "later\n", "text/plain");
        });
}
