using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

/// <summary>What a stop does to requests that are under way.</summary>
public sealed class StopTests
{
    private static readonly ObjectKey Chat = new("llm", "chat");
    private static readonly TimeSpan TestDeadline = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_answer_to_a_write_that_was_sent_is_awaited_so_that_it_is_known_what_was_done()
    {
        await using var server = await ServerAsync();
        using var client = server.Client(_time);
        using var stop = new CancellationTokenSource();
        var write = client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("{}"), stop.Token);
        await _asked.Task.WaitAsync(TestDeadline);
        await stop.CancelAsync();
        _answer.SetResult();
        Assert.Equal("chat", (await write.WaitAsync(TestDeadline)).Metadata.Name);
    }

    [Fact]
    public async Task A_stop_waits_no_longer_than_a_moment_for_a_write()
    {
        await using var server = await ServerAsync();
        using var client = server.Client(_time);
        using var stop = new CancellationTokenSource();
        var write = client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("{}"), stop.Token);
        await _asked.Task.WaitAsync(TestDeadline);
        await stop.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1.5) - TimeSpan.FromTicks(1));
        Assert.False(write.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write.WaitAsync(TestDeadline));
        _answer.SetResult();
    }

    [Fact]
    public async Task A_read_is_given_up_at_once()
    {
        await using var server = await ServerAsync();
        using var client = server.Client(_time);
        using var stop = new CancellationTokenSource();
        var read = client.Resource<V1Pod>().GetAsync(Chat, stop.Token);
        await _asked.Task.WaitAsync(TestDeadline);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TestDeadline));
        _answer.SetResult();
    }

    [Fact]
    public async Task After_a_stop_no_write_is_begun()
    {
        await using var server = await ServerAsync();
        using var client = server.Client(_time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.Resource<V1Pod>().PatchAsync(Chat, Patch.Merge("{}"), new CancellationToken(canceled: true)));
        Assert.Empty(server.Requests);
    }

    private Task<TestServer> ServerAsync() => TestServer.StartAsync(async (context, _) =>
    {
        _asked.TrySetResult();
        await _answer.Task.WaitAsync(TestDeadline);
        await TestServer.WriteAsync(context, 200, """{"metadata":{"name":"chat"}}""");
    });
}
