using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class WatchTests
{
    private const string Added = """{"type":"ADDED","object":{"metadata":{"name":"a","namespace":"n","resourceVersion":"5"}}}""";
    private static readonly TimeSpan TestDeadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_query_asks_for_bookmarks_and_an_end()
    {
        await using var server = await TestServer.StartAsync((_, _) => Task.CompletedTask);
        using var client = server.Client();
        var selection = client.Resource<V1Pod>().ListWatch("n", "app in (x, y)", "spec.nodeName=z");
        Assert.Empty(await ReadAsync(selection.WatchAsync("5", TimeSpan.FromSeconds(299.5), default)));
        Assert.Equal(
            "/api/v1/namespaces/n/pods?watch=1&resourceVersion=5&allowWatchBookmarks=true&timeoutSeconds=300"
                + "&labelSelector=app%20in%20%28x%2C%20y%29&fieldSelector=spec.nodeName%3Dz",
            server.Requests.Single().Target);
    }

    [Fact]
    public async Task Every_kind_of_event_is_told_apart()
    {
        var events = await WatchAsync(
            Added,
            """{"type":"MODIFIED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n","resourceVersion":"6"},"status":{"podIP":"10.0.0.1","phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":null,"lastProbeTime":null}]}}}""",
            """{"object":{"metadata":{"name":"a","namespace":"n","resourceVersion":"7"}},"type":"DELETED"}""",
            """{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"99","creationTimestamp":null},"spec":{"containers":null},"status":{}}}""",
            """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}""",
            """{"type":"ERROR","object":[]}""",
            """{"type":"RENAMED","object":{}}""");
        Assert.Equal(
            [
                WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted, WatchEventType.Bookmark,
                WatchEventType.Error, WatchEventType.Error, WatchEventType.Undecodable,
            ],
            events.Select(e => e.Type));
        Assert.Equal(["5", "6", "7", "99", null, null, null], events.Select(e => e.ResourceVersion));
        Assert.Equal(("10.0.0.1", "Running"), (events[1].Object!.Status!.PodIP, events[1].Object!.Status!.Phase));
        Assert.Equal((410, "Expired"), (events[4].Error!.Code, events[4].Error!.Reason));
        Assert.Equal(500, events[5].Error!.Code);
        Assert.Contains("RENAMED", events[6].Undecodable!.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a","namespace":"n","resourceVersion":"5"},"spec":{"nodeName":5}}""", "n/a", "5")]
    [InlineData("""{"metadata":{"name":"a","resourceVersion":5,"namespace":"n"}}""", "n/a", null)]
    [InlineData("""{"metadata":{"resourceVersion":"5"}}""", null, "5")]
    [InlineData("""{"metadata":null}""", null, null)]
    [InlineData("null", null, null)]
    [InlineData("[1]", null, null)]
    public async Task An_object_that_cannot_be_read_stops_nobody_else(string odd, string? key, string? resourceVersion)
    {
        var events = await WatchAsync($$"""{"type":"MODIFIED","object":{{odd}}}""", Added);
        Assert.Equal([WatchEventType.Undecodable, WatchEventType.Added], events.Select(e => e.Type));
        Assert.Equal(key, events[0].Undecodable!.Key?.ToString());
        Assert.Equal(resourceVersion, events[0].ResourceVersion);
        Assert.NotEmpty(events[0].Undecodable!.Error);
    }

    [Fact]
    public async Task An_object_nested_too_deeply_stops_nobody_else()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"x\":", 300)) + "1" + new string('}', 300);
        var events = await WatchAsync($$$"""{"type":"ADDED","object":{"metadata":{"name":"a","namespace":"n"},"status":{{{deep}}}}}""", Added);
        Assert.Equal("n/a", events[0].Undecodable!.Key.ToString());
        Assert.Equal(WatchEventType.Added, events[1].Type);
    }

    [Fact]
    public async Task An_event_arrives_with_its_last_byte_however_it_was_cut()
    {
        var pieces = Channel.CreateUnbounded<string>();
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(context.RequestAborted)) await FlushAsync(context, piece);
        });
        using var client = server.Client();
        await using var events = client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), default).GetAsyncEnumerator();
        foreach (var size in new[] { 1, 7, 50, Added.Length })
        {
            foreach (var piece in Added.Chunk(size)) pieces.Writer.TryWrite(new string(piece));
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TestDeadline)); // no newline was sent yet
            Assert.Equal("a", events.Current.Object!.Metadata.Name);
            pieces.Writer.TryWrite("\n");
        }

        pieces.Writer.Complete();
        Assert.False(await events.MoveNextAsync().AsTask().WaitAsync(TestDeadline));
    }

    [Fact]
    public async Task A_large_event_is_read_whole()
    {
        var value = new string('x', 300_000);
        await using var server = await TestServer.StartAsync(
            """{"type":"ADDED","object":{"metadata":{"name":"a","annotations":{"big":"VALUE"}}}}""".Replace("VALUE", value, StringComparison.Ordinal)
                + "\n" + Added + "\n");
        using var client = server.Client();
        var events = await ReadAsync(client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), default));
        Assert.Equal(value, events[0].Object!.Metadata.Annotations!["big"]);
        Assert.Equal(2, events.Count);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(16_384)]
    public async Task A_large_event_arrives_with_its_last_byte_in_however_many_pieces_it_came(int size)
    {
        var large = """{"type":"MODIFIED","object":{"metadata":{"name":"a","annotations":{"big":"VALUE"}}}}""".Replace("VALUE", new string('x', 300_000), StringComparison.Ordinal) + "\n";
        var asked = Channel.CreateUnbounded<string>();
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            await foreach (var text in asked.Reader.ReadAllAsync(context.RequestAborted))
                foreach (var piece in text.Chunk(size)) await FlushAsync(context, new string(piece));
        });
        using var client = server.Client();
        await using var events = client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), default).GetAsyncEnumerator();
        foreach (var text in new[] { large, Added + "\n", large + large, Added })
        {
            asked.Writer.TryWrite(text); // and nothing after it until it was read
            for (var i = 0; i < text.Split("\"type\"").Length - 1; i++)
                Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TestDeadline));
        }
    }

    [Theory]
    [InlineData(" \r\n\t")]
    [InlineData("")]
    public async Task White_space_around_events_is_none(string blank)
    {
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            foreach (var piece in new[] { blank, Added, blank, blank + Added + blank, blank }) await FlushAsync(context, piece);
        });
        using var client = server.Client();
        var events = await ReadAsync(client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), default));
        Assert.Equal(["a", "a"], events.Select(e => e.Object!.Metadata.Name));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("}")]
    [InlineData(Added + "x")]
    public async Task What_is_no_JSON_breaks_the_stream_off(string odd)
    {
        await using var server = await TestServer.StartAsync(odd);
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            () => ReadAsync(client.Resource<V1Pod>().ListWatch("n").WatchAsync("1", TimeSpan.FromMinutes(5), default)));
        Assert.StartsWith("watch pods in n: the stream broke off", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_ends_inside_of_an_event_is_a_disconnect(bool reset)
    {
        var firstEventRead = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            await FlushAsync(context, Added + "\n" + Added[..30]);
            await firstEventRead.Task.WaitAsync(TestDeadline);
            if (reset) context.Abort();
        });
        using var client = server.Client();
        var seen = new List<WatchEvent<V1Pod>>();
        var fault = await Assert.ThrowsAsync<KubernetesException>(async () =>
        {
            await foreach (var change in client.Resource<V1Pod>().ListWatch("n").WatchAsync("1", TimeSpan.FromMinutes(5), default))
            {
                seen.Add(change);
                firstEventRead.TrySetResult();
            }
        });
        Assert.StartsWith("watch pods in n: the stream broke off", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.StatusCode);
        Assert.Single(seen);
    }

    [Fact]
    public async Task A_refused_watch_says_why()
    {
        await using var server = await TestServer.StartAsync("""{"code":410,"reason":"Expired","message":"too old"}""", 410);
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            () => ReadAsync(client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), default)));
        Assert.True(fault.IsGone);
        Assert.Equal("watch pods: 410 Expired: too old", fault.Message);
    }

    [Fact]
    public async Task An_open_watch_outlives_the_deadline_of_requests_and_ends_when_cancelled()
    {
        var time = new ManualTime();
        var pieces = Channel.CreateUnbounded<string>();
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(context.RequestAborted)) await FlushAsync(context, piece);
        });
        using var client = server.Client(time);
        using var stop = new CancellationTokenSource();
        await using var events = client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), stop.Token).GetAsyncEnumerator();
        pieces.Writer.TryWrite(Added);
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TestDeadline));
        time.Advance(TimeSpan.FromMinutes(4));
        pieces.Writer.TryWrite(Added);
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TestDeadline));
        var next = events.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(TestDeadline));
    }

    [Fact]
    public async Task A_watch_from_nowhere_is_refused()
    {
        await using var server = await TestServer.StartAsync("{}");
        using var client = server.Client();
        await Assert.ThrowsAsync<ArgumentException>(
            () => ReadAsync(client.Resource<V1Pod>().ListWatch().WatchAsync("", TimeSpan.FromMinutes(5), default)));
    }

    private static async Task<List<WatchEvent<V1Pod>>> WatchAsync(params string[] lines)
    {
        await using var server = await TestServer.StartAsync(string.Join('\n', lines) + "\n");
        using var client = server.Client();
        return await ReadAsync(client.Resource<V1Pod>().ListWatch().WatchAsync("1", TimeSpan.FromMinutes(5), default));
    }

    private static async Task<List<WatchEvent<V1Pod>>> ReadAsync(IAsyncEnumerable<WatchEvent<V1Pod>> watch)
    {
        var events = new List<WatchEvent<V1Pod>>();
        await foreach (var change in watch) events.Add(change);
        return events;
    }

    private static async Task FlushAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
