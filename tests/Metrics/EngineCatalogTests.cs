using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public sealed class EngineCatalogTests : IDisposable
{
    private const string Good = """
        name: toy
        source: a test
        detect: {metrics: toy_running}
        scrape: {port: 9000, path: /metrics}
        signals:
          running: {gauge: toy_running}
          request-latency:
            histogram: toy_latency_ms
            scale: 0.001
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engines");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Vllm_is_built_in_and_gives_every_indicator()
    {
        Assert.True(EngineCatalog.LoadEmbedded().TryGet("vllm", out var vllm));
        Assert.Equal(("model_name", 8000, "/metrics"), (vllm.ModelLabel, vllm.Port, vllm.Path));
        var ofEngines = Enum.GetValues<Decisions.Indicator>().Select(Signals.Of).Where(s => s is [var first, ..] && Signals.GroupOf(first) == SignalGroup.Engine);
        Assert.All(ofEngines, s => Assert.True(vllm.Signals.ContainsKey(s[0]), $"{s[0]}"));
        Assert.Equal(["vllm:num_requests_waiting_by_reason", "vllm:num_requests_waiting"], vllm.Signals[Signal.Waiting].Alternatives.Select(a => Assert.Single(a.Terms).Name));
        Assert.Equal("vllm:num_requests_waiting_by_reason{reason=\"capacity\"}", vllm.Signals[Signal.Waiting].Alternatives[0].Terms[0].ToString());
        Assert.Equal("vllm:request_success_total", Assert.Single(vllm.Signals[Signal.Completed].Alternatives).Terms[0].Name);
        Assert.True(vllm.Signals[Signal.Rejected].AbsentMeansZero);
        Assert.False(vllm.Signals[Signal.Errors].AbsentMeansZero);
    }

    [Fact]
    public void A_folder_adds_and_replaces_without_a_new_build()
    {
        Write("toy.yaml", Good);
        Write("mine.yaml", Good.Replace("name: toy", "name: vllm", StringComparison.Ordinal));
        Write("notes.txt", "not read");
        var catalog = EngineCatalog.LoadFolder(_folder.FullName);
        Assert.Equal(EngineCatalog.LoadEmbedded().Names.Append("toy").Order(StringComparer.Ordinal), catalog.Names);
        Assert.True(catalog.TryGet("toy", out var toy));
        Assert.Equal(0.001, toy.Signals[Signal.RequestLatency].Alternatives[0].Scale);
        Assert.True(catalog.TryGet("vllm", out var vllm));
        Assert.Equal(9000, vllm.Port);
    }

    [Fact]
    public void Two_files_with_one_name_are_refused()
    {
        Write("a.yaml", Good);
        Write("b.yaml", Good);
        var refusal = Assert.Throws<EnginePresetException>(() => EngineCatalog.LoadFolder(_folder.FullName));
        Assert.Contains("a.yaml", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("b.yaml", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("port: 9000", "port: 0", 4, "scrape.port")]
    [InlineData("port: 9000", "port: many", 4, "scrape.port")]
    [InlineData("port: 9000", "port: 80.5", 4, "scrape.port")]
    [InlineData("path: /metrics", "path: metrics", 4, "scrape.path")]
    [InlineData("name: toy", "name: Toy!", 1, "name")]
    [InlineData("name: toy", "nom: toy", 1, "nom")]
    [InlineData("source: a test", "source: ''", 2, "source")]
    [InlineData("metrics: toy_running", "metrics: 'up} or on() vector(1) #'", 3, "detect.metrics")]
    [InlineData("detect: {metrics: toy_running}", "detect: toy_running", 3, "detect")]
    [InlineData("source: a test", "source: a test\ngroup: tpu", 3, "group")]
    [InlineData("source: a test", "source: a test\nlabels: {namespace: ns}", 3, "labels")]
    [InlineData("source: a test", "source: a test\nlabels: {namespace: ns, pod: 'a b'}", 3, "labels.pod")]
    [InlineData("source: a test", "source: a test\nrankLabels: ['a b']", 3, "rankLabels")]
    [InlineData("scrape: {port: 9000, path: /metrics}", "", 1, "")]
    [InlineData("{gauge: toy_running}", "{gauge: \"up\\n\"}", 6, "signals.running.gauge")]
    [InlineData("{gauge: toy_running}", "{histogram: toy_running}", 6, "signals.running.histogram")]
    [InlineData("{gauge: toy_running}", "{gauge: a, counter: b}", 6, "signals.running")]
    [InlineData("{gauge: toy_running}", "{gauge: {add: [a, b], metric: c, x: 1}}", 6, "signals.running.gauge.x")]
    [InlineData("{gauge: toy_running}", "{gauge: 'up{a=~\"(\"}'}", 6, "signals.running.gauge")]
    [InlineData("histogram: toy_latency_ms", "mean: toy_latency", 8, "signals.request-latency.mean")]
    [InlineData("histogram: toy_latency_ms", "mean: {total: toy_sum}", 8, "signals.request-latency.mean")]
    [InlineData("histogram: toy_latency_ms", "histogram: {add: [a, b]}", 8, "signals.request-latency.histogram.add")]
    [InlineData("{gauge: toy_running}", "{gauge: []}", 6, "signals.running")]
    [InlineData("{gauge: toy_running}", "{gauge: {scale: 2}}", 6, "signals.running.gauge")]
    [InlineData("{gauge: toy_running}", "{gauge: 'up{a==\"b\"}'}", 6, "signals.running.gauge")]
    [InlineData("{gauge: toy_running}", "{gauge: up, absentMeans: zero}", 6, "signals.running.absentMeans")]
    [InlineData("{gauge: toy_running}", "{gauge: up}\n  rejected: {counter: no_total, while: up}", 7, "signals.rejected.while")]
    [InlineData("{gauge: toy_running}", "{gauge: up}\n  rejected: {counter: no_total, absentMeans: zero, while: 'up{'}", 7, "signals.rejected.while")]
    [InlineData("{gauge: toy_running}", "{gauge: up, includes: errors}", 6, "signals.running.includes")]
    [InlineData("{gauge: toy_running}", "{gauge: up, includes: waiting}\n  waiting: {gauge: queue}", 6, "signals")]
    [InlineData("{gauge: toy_running}", "{gauge: up}\n  waiting: {gauge: queue, includes: waiting}", 7, "signals.waiting.includes")]
    [InlineData("running: {", "runing: {", 6, "signals.runing")]
    [InlineData("  running: {gauge: toy_running}\n", "", 6, "signals")]
    [InlineData("toy_latency_ms", "toy_latency_ms_bucket", 8, "signals.request-latency.histogram")]
    [InlineData("scale: 0.001", "scale: -1", 9, "signals.request-latency.scale")]
    [InlineData("scale: 0.001", "scale: NaN", 9, "signals.request-latency.scale")]
    [InlineData("scale: 0.001", "scale: 1\nname: twice", 10, "")]
    [InlineData("scrape: {port", "scrape: {{port", 4, "")]
    public void A_mistake_is_told_with_file_line_and_field(string right, string wrong, long line, string field)
    {
        Write("toy.yaml", Good.Replace(right, wrong, StringComparison.Ordinal));
        var refusal = Assert.Throws<EnginePresetException>(() => EngineCatalog.LoadFolder(_folder.FullName));
        Assert.Equal((line, field), (refusal.Line, refusal.Field));
        Assert.Contains($"toy.yaml:{line}: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_embedded_presets_are_the_files_of_the_repository()
    {
        var files = new[] { "engines", "exporters" }.SelectMany(f => Directory.GetFiles(Repository.PathOf("config", f), "*.yaml")).Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(files.Order(StringComparer.Ordinal), EngineCatalog.LoadEmbedded().Presets.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
