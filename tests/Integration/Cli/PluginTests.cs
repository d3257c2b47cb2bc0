using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Cli;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Cli;

public sealed class PluginTests(ClusterFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Kubectl_finds_it_and_status_shows_the_worst_first()
    {
        var ns = await SetUpAsync("Met", "Breached", "AtRisk");
        var (code, output, error) = await Plugin.RunAsync(fixture, "kubectl", "modelmonitor", "status", "-n", ns);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(["NAME", "breached", "atrisk", "met"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]));
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task Names_labels_and_forms_are_taken_as_kubectl_takes_them()
    {
        var ns = await SetUpAsync("Met", "Breached");
        var list = JsonNode.Parse((await RunAsync("status", "-n", ns, "-o", "json")).Output)!;
        Assert.Equal("List", (string?)list["kind"]);
        Assert.Equal(2, list["items"]!.AsArray().Count);
        var one = JsonNode.Parse((await RunAsync("status", "met", "-n", ns, "-o", "json")).Output)!;
        Assert.Equal("ModelMonitor", (string?)one["kind"]);
        Assert.Contains("kind: ModelMonitor", (await RunAsync("status", "met", "-n", ns, "-o", "yaml")).Output, StringComparison.Ordinal);
        Assert.Equal("modelmonitor.modelmonitor.dev/met\n", (await RunAsync("status", "met", "-n", ns, "-o", "name")).Output);
        Assert.Contains($"{ns} ", (await RunAsync("status", "-A", "-o", "wide")).Output, StringComparison.Ordinal);
        Assert.Equal((0, "", $"No resources found in {ns} namespace.\n"), await RunAsync("status", "-n", ns, "-l", "team=none"));
    }

    [Fact]
    public async Task What_is_not_there_is_said_as_kubectl_says_it()
    {
        var ns = await fixture.CreateNamespaceAsync();
        Assert.Equal((0, "", $"No resources found in {ns} namespace.\n"), await RunAsync("status", "-n", ns));
        var (code, _, error) = await RunAsync("explain", "chat", "-n", ns);
        Assert.Equal(1, code);
        Assert.StartsWith("Error from server (NotFound): modelmonitors.modelmonitor.dev \"chat\" not found", error, StringComparison.Ordinal);
        var check = await RunAsync("check", "chat", "-n", ns);
        Assert.Equal(3, check.Code);
        Assert.StartsWith("MODELMONITOR UNKNOWN - Error from server (NotFound)", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_shows_a_change_when_it_happens()
    {
        var ns = await SetUpAsync("Met");
        using var watch = Plugin.Start(fixture, Plugin.File, "status", "-n", ns, "--watch");
        try
        {
            await LineAsync(watch.StandardOutput, " Met ");
            await fixture.Client.Resource<V1Alpha1ModelMonitor>().PatchStatusAsync(
                new(ns, "met"), Patch.Merge("""{"status":{"worst":{"objective":"first-token","state":"AtRisk","value":"900ms","bound":"1s"}}}"""));
            await LineAsync(watch.StandardOutput, " AtRisk ");
        }
        finally
        {
            watch.Kill();
            await watch.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Explain_check_and_version_answer_from_the_published_file()
    {
        var ns = await SetUpAsync("Met");
        var (code, output, error) = await Plugin.RunAsync(fixture, "kubectl", "modelmonitor", "explain", "met", "-n", ns);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("4 replicas carry the load within the objectives", output, StringComparison.Ordinal);
        var explained = JsonNode.Parse((await RunAsync("explain", "met", "-n", ns, "-o", "json")).Output)!;
        Assert.Equal(4, (int?)explained["replicas"]!["current"]);
        Assert.Contains("Scale from 3 to 4", (await RunAsync("explain", "met", "-n", ns, "--decision", "d1")).Output, StringComparison.Ordinal);
        Assert.Contains("--decision", (await RunAsync("explain", "met", "-n", ns, "--decision", "d9")).Error, StringComparison.Ordinal);

        var check = await RunAsync("check", "met", "-n", ns);
        Assert.Equal((0, "MODELMONITOR OK - met: first-token 210ms (below 1s), 4 of 4 replicas | 'first-token'=0.21s;;1;0 'replicas'=4;;;1;8 'ready'=4;;;0\n", ""), check);
        // Nobody holds a Lease here.
        Assert.Equal(3, (await RunAsync("check", "met", "-n", ns, "--max-age", "60s", "--operator-namespace", ns)).Code);

        Assert.Contains("API Server: v", (await RunAsync("version")).Output, StringComparison.Ordinal);
        Assert.StartsWith("met\n", (await RunAsync("__complete", "--", "explain", "-n", ns, "m")).Output, StringComparison.Ordinal);
        Assert.Equal(System.IO.File.ReadAllText(Repository.PathOf("crds", "modelmonitor.dev_modelmonitors.yaml")), (await RunAsync("manifests")).Output);
    }

    [Fact]
    public async Task Rules_work_in_the_published_file()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("rules").FullName, "chat.yaml");
        await System.IO.File.WriteAllTextAsync(file, """
            apiVersion: modelmonitor.dev/v1alpha1
            kind: ModelMonitor
            metadata: {name: chat, namespace: llm}
            spec:
              targetRef: {name: chat}
              engine: vllm
              objectives: [{name: first-token, indicator: time-to-first-token, below: 1s, budget: {target: "99%"}}]
            """);
        var (code, output, error) = await RunAsync("rules", "-f", file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("groups:", output, StringComparison.Ordinal);
    }

    private async Task<string> SetUpAsync(params string[] states)
    {
        var ns = await fixture.CreateNamespaceAsync();
        foreach (var state in states)
            await Plugin.CreateAsync(fixture.Client, MonitorSamples.Monitor(state.ToLowerInvariant(), state, m => (m.Metadata.Namespace, m.Metadata.Uid, m.Metadata.Generation) = (ns, null, 0)));
        return ns;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Plugin.RunAsync(fixture, Plugin.File, arguments);

    private static async Task LineAsync(StreamReader output, string words)
    {
        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (await output.ReadLineAsync(late.Token) is { } line)
            if (line.Contains(words, StringComparison.Ordinal)) return;
        Assert.Fail($"it ended without a line that says '{words}'");
    }
}
