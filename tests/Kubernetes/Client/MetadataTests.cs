using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class MetadataTests
{
    private static readonly ResourceType Gadgets = new("example.dev", "v1", "Gadget", "gadgets");

    [Fact]
    public async Task Lists_and_watches_ask_for_metadata_alone_and_take_whole_objects_too()
    {
        await using var server = await TestServer.StartAsync((context, number) => TestServer.WriteAsync(context, 200, number == 1
            ? """{"kind":"GadgetList","metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","uid":"u","managedFields":[{"manager":"x"}]},"spec":{"size":1}}]}"""
            : """{"type":"MODIFIED","object":{"kind":"PartialObjectMetadata","metadata":{"name":"a","uid":"u","resourceVersion":"6"}}}"""));
        using var client = server.Client();
        var source = client.ListWatchMetadata(Gadgets, "n");
        Assert.Equal("u", Assert.Single((await source.ListAsync(500, null, default)).Items).Metadata.Uid);
        await foreach (var change in source.WatchAsync("5", TimeSpan.FromMinutes(5), default)) Assert.Equal("6", change.ResourceVersion);

        Assert.Equal(
            [
                "application/json; as=PartialObjectMetadataList; g=meta.k8s.io; v=v1, application/json",
                "application/json; as=PartialObjectMetadata; g=meta.k8s.io; v=v1, application/json",
            ],
            server.Requests.Select(r => r.Headers.Accept.ToString()));
        Assert.All(server.Requests, r => Assert.StartsWith("/apis/example.dev/v1/namespaces/n/gadgets?", r.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_informer_of_metadata_names_the_resource_it_watches()
    {
        await using var server = await TestServer.StartAsync("", 403);
        using var client = server.Client();
        var time = new ManualTime();
        var informer = new Informer<V1PartialObjectMetadata>(
            client.ListWatchMetadata(Gadgets), time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var run = informer.RunAsync(stop.Token);
        await Eventually.TrueAsync("the fault is known", () => Task.FromResult(informer.Degraded is not null), TimeSpan.FromSeconds(60));
        Assert.StartsWith("gadgets.example.dev: list gadgets.example.dev: 403", informer.Degraded!.Reason, StringComparison.Ordinal);
        Assert.EndsWith("(needs list/watch on gadgets.example.dev)", informer.Degraded.Reason, StringComparison.Ordinal);
        await stop.CancelAsync();
        await run;
    }
}
