using System.Text.Json;
using ModelMonitor.Kubernetes;
using ModelMonitor.ModelServer.Exporting;

namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>An exporter of the node that shows whose GPU is whose: nothing has to be added to anybody.</summary>
public sealed class NodeExporterTests(StageFixture fixture)
{
    [Fact]
    public Task Auto_uses_what_a_nodes_exporter_shows_where_its_labels_are_kept() =>
        RunAsync("gpu-labels-kept", """count(DCGM_FI_DEV_GPU_TEMP{namespace="NAMESPACE",pod=~"model-.*",job="gpu-node"})""", "gpu-node", "");

    [Fact]
    public Task Auto_uses_what_a_nodes_exporter_shows_where_its_labels_are_renamed() =>
        RunAsync(
            "gpu-labels-renamed",
            """count(DCGM_FI_DEV_GPU_TEMP{exported_namespace="NAMESPACE",exported_pod=~"model-.*",pod="node-exporter"})""",
            "metrics",
            "    prometheus.io/scrape: \"true\"\n    prometheus.io/port: \"9400\"\n");

    private async Task RunAsync(string ns, string series, string port, string annotations)
    {
        await using var gpu = await GpuNamespace.CreateAsync(fixture.Stage, ns);
        await gpu.ApplyAsync(JsonSerializer.Serialize(new
        {
            apiVersion = "v1",
            kind = "ConfigMap",
            metadata = new { name = "metrics" },
            data = new Dictionary<string, string> { ["dcgm.txt"] = Attributed(ns, await gpu.PodsAsync()) },
        }));
        await gpu.ApplyAsync($"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: node-exporter
              annotations:
                about: a stand-in
            {annotations.TrimEnd()}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: exporter
                image: localhost/modelmonitor/model-server:dev
                args: [gpu-exporter, --metrics-file, /metrics/dcgm.txt]
                ports:
                - name: {port}
                  containerPort: 9400
                volumeMounts:
                - name: metrics
                  mountPath: /metrics
              volumes:
              - name: metrics
                configMap:
                  name: metrics
            """);
        await gpu.WaitForSeriesAsync(series, 2);

        await gpu.ApplyMonitorAsync("{mode: Auto}");
        await gpu.WaitForExporterAsync("the node's exporter is enough", c => c.Status == "True");
        await gpu.WaitForObjectivesAsync();
        Assert.Equal(62, await gpu.ValueAsync("heat"));
        Assert.Equal("Observed", (await gpu.StatusAsync())!.Exporter?.Phase);
        Assert.Equal(GpuNamespace.Replicas, gpu.History.Pods.Count);
        Assert.DoesNotContain(gpu.History.Pods, p => p.LostReady || p.IsLeaving || p.Sidecar is not null);
    }

    // As the exporter on a node tells it by the kubelet's socket: one GPU of each pod.
    private static string Attributed(string ns, IReadOnlyList<V1Pod> pods)
    {
        using var recording = new StreamReader(typeof(StandInExporter).Assembly.GetManifestResourceStream("dcgm.txt")!);
        var text = recording.ReadToEnd().Split('\n').Select(line =>
            line.Contains("{gpu=\"0\"", StringComparison.Ordinal) ? Of(line, pods[0])
            : line.Contains("{gpu=\"1\"", StringComparison.Ordinal) ? Of(line, pods[1])
            : line);
        return string.Join('\n', text);

        string Of(string line, V1Pod pod) =>
            line.Replace("}", $",container=\"server\",namespace=\"{ns}\",pod=\"{pod.Metadata.Name}\"}}", StringComparison.Ordinal);
    }
}
