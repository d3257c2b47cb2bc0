using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

/// <summary>From the socket to the reconciler: what happens to an object that is deleted while the watch is cut.</summary>
public sealed class CutWatchTests : IReconciler<V1ConfigMap>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<ObjectKey> _gone = new();

    [Theory]
    [InlineData(200)]
    [InlineData(410)]
    public async Task A_connection_killed_within_an_event_hides_no_deletion(int answerToTheNextWatch)
    {
        var (lists, watches) = (0, 0);
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                var maps = Interlocked.Increment(ref lists) == 1 ? $"{Map("a", 1)},{Map("b", 2)}" : Map("a", 1);
                await TestServer.WriteAsync(context, 200, $$"""{"metadata":{"resourceVersion":"{{10 * lists}}"},"items":[{{maps}}]}""");
                return;
            }

            switch (Interlocked.Increment(ref watches))
            {
                case 1:
                    await FlushAsync(context, """{"type":"MODIFIED","object":{"metadata":{"name":"a","names""");
                    context.Abort();
                    break;
                case 2 when answerToTheNextWatch == 410:
                    await TestServer.WriteAsync(context, 410, """{"code":410,"reason":"Expired"}""");
                    break;
                case 2:
                    await FlushAsync(context, $$$"""{"type":"DELETED","object":{{{Map("b", 11)}}}}""");
                    goto default;
                default:
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                    break;
            }
        });
        using var client = server.Client();
        var informer = new Informer<V1ConfigMap>(
            client.Resource<V1ConfigMap>().ListWatch(), TimeProvider.System, NullLogger.Instance);
        using var controller = new Controller<V1ConfigMap>(
            informer, this, new() { Name = $"cut-{answerToTheNextWatch}", Deleted = _gone.Enqueue }, TimeProvider.System, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var run = Task.WhenAll(informer.RunAsync(stop.Token), controller.RunAsync(stop.Token));

        await Eventually.TrueAsync("b's turn came", () => Task.FromResult(!_gone.IsEmpty), Patience);
        Assert.Equal(new ObjectKey("n", "b"), Assert.Single(_gone));
        Assert.Equal("a", Assert.Single(informer.Store.List()).Metadata.Name);
        var again = server.Requests.Where(r => r.Target.Contains("watch=1", StringComparison.Ordinal)).ElementAt(1);
        Assert.Contains("resourceVersion=10&", again.Target, StringComparison.Ordinal);
        await stop.CancelAsync();
        await run;
    }

    public ValueTask<ReconcileResult> ReconcileAsync(V1ConfigMap resource, ReconcileContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReconcileResult.Done);

    private static string Map(string name, int version) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"n","uid":"{{{name}}}","resourceVersion":"{{{version}}}"}}""";

    private static async Task FlushAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
