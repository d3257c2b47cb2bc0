using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

/// <summary>What a guarded client sends, and what not.</summary>
public sealed class LeadershipFenceTests
{
    private const string Pod = """{"metadata":{"name":"chat"}}""";
    private static readonly ObjectKey Chat = new("llm", "chat");
    private static readonly TimeSpan TestDeadline = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();

    public static TheoryData<string> Writes => ["POST", "PATCH", "DELETE", "PUT", "scale"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task No_write_is_sent_without_a_term(string write)
    {
        await using var server = await TestServer.StartAsync(Pod);
        using var client = Guarded(server, new Gate { Open = false });
        await Assert.ThrowsAsync<LeadershipLostException>(() => SendAsync(client, write));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Every_write_is_sent_with_a_term()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"name":"chat","uid":"u","resourceVersion":"1"}}""");
        using var client = Guarded(server, new Gate());
        foreach (var write in Writes) await SendAsync(client, write.Data).WaitAsync(TestDeadline);
        Assert.Equal(["POST", "PATCH", "DELETE", "PUT", "PATCH"], server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task Reads_need_no_term()
    {
        await using var server = await TestServer.StartAsync(Pod);
        using var client = Guarded(server, new Gate { Open = false });
        Assert.Equal("chat", (await client.Resource<V1Pod>().GetAsync(Chat).WaitAsync(TestDeadline)).Metadata.Name);
        await client.GetVersionAsync().WaitAsync(TestDeadline);
    }

    [Fact]
    public async Task A_write_is_given_up_when_the_fence_says_so_and_a_read_is_not()
    {
        var received = new SemaphoreSlim(0);
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            received.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = Guarded(server, new Gate { Limit = TimeSpan.FromSeconds(5) });
        var write = SendAsync(client, "PATCH");
        var read = client.Resource<V1Pod>().GetAsync(Chat);
        for (var i = 0; i < 2; i++) Assert.True(await received.WaitAsync(TestDeadline));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(write.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => write.WaitAsync(TestDeadline));
        Assert.True(fault.IsOutcomeUnknown);
        Assert.Contains("no answer within 5 s", fault.Message, StringComparison.Ordinal);
        Assert.False(read.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<KubernetesException>(() => read.WaitAsync(TestDeadline));
    }

    [Fact]
    public async Task A_shorter_timeout_of_the_client_stays()
    {
        await using var server = await TestServer.StartAsync(
            (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var client = Guarded(server, new Gate { Limit = TimeSpan.FromMinutes(1) });
        var write = SendAsync(client, "PATCH");
        await _time.WaitForTimersAsync(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<KubernetesException>(() => write.WaitAsync(TestDeadline));
    }

    [Fact]
    public async Task A_refused_write_is_not_tried_again_after_the_term()
    {
        await using var server = await TestServer.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "1";
            return TestServer.WriteAsync(context, 429, "later");
        });
        var gate = new Gate();
        using var client = Guarded(server, gate);
        var write = SendAsync(client, "PATCH");
        await _time.WaitForTimersAsync(2); // the deadline, and the wait
        gate.Open = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<LeadershipLostException>(() => write.WaitAsync(TestDeadline));
        Assert.Single(server.Requests);
    }

    [Fact]
    public void It_is_open_while_more_than_a_second_of_the_term_is_left() => World.Run(async world =>
    {
        var a = world.Process("a");
        Assert.Throws<LeadershipLostException>(() => a.Fence.Pass());
        a.Start();
        await world.UntilAsync(() => a.Leads, 1);
        Assert.Equal(TimeSpan.FromSeconds(5), a.Fence.Pass()); // lease duration - renew deadline
        world.Api.Fates = (_, _) => new(Refusal: World.Http(500));
        await world.UntilAsync(() => a.Elector.Term!.Remaining(a.Time).TotalSeconds <= 1, 10);
        a.Fence.Pass();
        await world.PassAsync(0.01);
        Assert.True(a.Leads);
        Assert.Contains("another 1.0 s", Assert.Throws<LeadershipLostException>(() => a.Fence.Pass()).Message, StringComparison.Ordinal);
    });

    private static Task SendAsync(KubernetesClient client, string write) => write switch
    {
        "POST" => client.Resource<V1Pod>().CreateAsync(new() { Metadata = new() { Name = "chat", Namespace = "llm" } }),
        "PATCH" => client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("{}")),
        "DELETE" => client.Resource<V1Pod>().DeleteAsync(Chat),
        "PUT" => client.SendRawAsync(HttpMethod.Put, "/api/v1/namespaces/llm/pods/chat", "{}"),
        _ => client.Scales.PatchAsync(V1Deployment.Resource, Chat, 2, "u", "1"),
    };

    private KubernetesClient Guarded(TestServer server, IWriteFence fence) => new(new() { Server = server.Address }, _time, fence: fence);

    private sealed class Gate : IWriteFence
    {
        public bool Open { get; set; } = true;

        public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(5);

        public TimeSpan Pass() => Open ? Limit : throw new LeadershipLostException("closed");
    }
}
