using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Sampling;

public sealed class EngineDetectorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engines");
    private readonly EngineDetector _detector;

    public EngineDetectorTests()
    {
        Write("own", "metrics: [own_running], images: [own-server]");
        Write("own-gateway", "metrics: [own_running, own_gateway], images: [own-server/gateway], priority: 1");
        _detector = new(EngineCatalog.LoadFolder(_folder.FullName));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_label_counts_when_all_pods_agree_and_the_engine_is_known()
    {
        Assert.Equal("own", _detector.ByLabel([Labelled("own"), Labelled("own")]));
        Assert.Null(_detector.ByLabel([Labelled("own"), Labelled("vllm")]));
        Assert.Null(_detector.ByLabel([Labelled("own"), Labelled(null)]));
        Assert.Null(_detector.ByLabel([Labelled("nobody")]));
        Assert.Null(_detector.ByLabel([]));
    }

    [Fact]
    public void Among_metrics_of_several_engines_the_priority_decides()
    {
        Assert.Contains("own_gateway", _detector.Metrics);
        Assert.Equal("own-gateway", _detector.ByMetrics(new HashSet<string> { "own_running" }));
        Assert.Equal("vllm", _detector.ByMetrics(new HashSet<string> { "vllm:num_requests_running" }));
        Assert.Null(_detector.ByMetrics(new HashSet<string>()));
    }

    [Fact]
    public void The_longest_part_of_an_images_name_decides_and_every_pod_must_have_it()
    {
        Assert.Equal("own", _detector.ByImage([Image("registry/own-server:1"), Image("registry/Own-Server:2")]));
        Assert.Equal("own-gateway", _detector.ByImage([Image("registry/own-server/gateway:1")]));
        Assert.Null(_detector.ByImage([Image("registry/own-server:1"), Image("nginx")]));
        Assert.Null(_detector.ByImage([new("a")]));
    }

    private static ReadyPod Labelled(string? engine) => new("pod", EngineLabel: engine);

    private static ReadyPod Image(string image) => new("pod", Images: ["sidecar", image]);

    private void Write(string name, string detect) => File.WriteAllText(Path.Combine(_folder.FullName, name + ".yaml"), $$"""
        name: {{name}}
        source: a test
        detect: { {{detect}} }
        scrape: {port: 9000, path: /metrics}
        signals:
          running: {gauge: own_running}
        """);
}
