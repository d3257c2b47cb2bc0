using ModelMonitor.Cli;
using ModelMonitor.Cli.Cluster;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Cli.Shell;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Cli.Shell;

public sealed class PluginRootTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugin").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("status --no-such", "--no-such", "example: kubectl modelmonitor status -A")]
    [InlineData("explain --no-such", "unknown flag: '--no-such'", "example: kubectl modelmonitor explain chat -n llm")]
    [InlineData("status -o xml", "xml", "See 'kubectl modelmonitor status --help'.")]
    [InlineData("status chat -A", "--all-namespaces", "for example kubectl modelmonitor status chat -n llm")]
    [InlineData("status chat -l a=b", "--selector", "kubectl modelmonitor status -l team=chat")]
    [InlineData("status -w -o json", "--watch", "kubectl modelmonitor status -w -o wide")]
    [InlineData("status --request-timeout soon", "--request-timeout", "write for example --request-timeout 30s")]
    [InlineData("explain", "explain", "example: kubectl modelmonitor explain chat -n llm")]
    [InlineData("completion tcsh", "tcsh", "example: kubectl modelmonitor completion bash")]
    [InlineData("rules", "--filename", "example: kubectl modelmonitor rules -f monitor.yaml")]
    [InlineData("frobnicate", "frobnicate", "example: kubectl modelmonitor status -A")]
    public async Task Bad_words_are_refused_by_name_with_an_example(string line, string named, string example)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains(named, error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains(example, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "check")]
    [InlineData("check chat -t soon", "--timeout")]
    [InlineData("check chat --budget-warning 200%", "--budget-warning")]
    [InlineData("check chat --max-age never", "--max-age")]
    public async Task Nagios_is_told_of_bad_words_as_it_understands(string line, string named)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        Assert.Equal((3, ""), (code, error));
        Assert.StartsWith("MODELMONITOR UNKNOWN - ", output, StringComparison.Ordinal);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.Contains("for example kubectl modelmonitor check chat -n llm -t 10", output, StringComparison.Ordinal);
        Assert.Equal(1, output.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("explain chat")]
    [InlineData("version")]
    public async Task A_server_that_is_not_there_is_one_line(string line)
    {
        var (code, output, error) = await RunAsync([.. line.Split(' '), "--kubeconfig", Kubeconfig(), "--request-timeout", "5s"]);
        Assert.Equal(1, code);
        Assert.StartsWith("Unable to connect to the server 127.0.0.1:1: ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_answers_unknown_when_the_server_is_not_there()
    {
        var (code, output, error) = await RunAsync(["check", "chat", "--kubeconfig", Kubeconfig(), "-t", "5"]);
        Assert.Equal((3, ""), (code, error));
        Assert.StartsWith("MODELMONITOR UNKNOWN - Unable to connect to the server", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_or_file_that_is_not_there_is_named()
    {
        var (code, _, error) = await RunAsync(["status", "--kubeconfig", Kubeconfig(), "--context", "nowhere"]);
        Assert.Equal(1, code);
        Assert.Contains("context 'nowhere' is not there", error, StringComparison.Ordinal);
        Assert.Contains("no-such-file", (await RunAsync(["status", "--kubeconfig", "no-such-file"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusals_are_worded_as_kubectl_does_with_the_next_step()
    {
        Assert.StartsWith("Error from server (NotFound): modelmonitors.modelmonitor.dev \"chat\" not found", ErrorText.Of(
            new KubernetesException("get", System.Net.HttpStatusCode.NotFound, new Status { Reason = "NotFound", Message = "modelmonitors.modelmonitor.dev \"chat\" not found" })), StringComparison.Ordinal);
        Assert.StartsWith("error: the server doesn't have a resource type \"modelmonitors\"", ErrorText.Of(
            new KubernetesException("list: 404 page not found", System.Net.HttpStatusCode.NotFound)), StringComparison.Ordinal);
        Assert.Contains("ask for a role", ErrorText.Of(new KubernetesException("list", System.Net.HttpStatusCode.Forbidden)), StringComparison.Ordinal);
        Assert.Contains("logged in", ErrorText.Of(new KubernetesException("list", System.Net.HttpStatusCode.Unauthorized)), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', ErrorText.Of(new KubernetesException("\e[2J", System.Net.HttpStatusCode.Conflict)));
    }

    [Theory]
    [InlineData("", "status")]
    [InlineData("", "explain")]
    [InlineData("st", "status")]
    [InlineData("status --all", "--all-namespaces")]
    [InlineData("status -o ", "wide")]
    [InlineData("completion ", "zsh")]
    public async Task Words_are_completed(string line, string word)
    {
        var (code, output, _) = await RunAsync(["__complete", "--", .. line.Split(' ')]);
        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(word, lines);
        Assert.Equal(":4", lines[^1]);
        Assert.DoesNotContain("__complete", lines);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("kubectl")]
    public async Task Every_shell_gets_a_script_that_asks_for_words(string shell)
    {
        var (code, output, _) = await RunAsync(["completion", shell]);
        Assert.Equal(0, code);
        Assert.Contains("kubectl-modelmonitor __complete -- ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_own_version_needs_no_cluster()
    {
        var (code, output, _) = await RunAsync(["version", "--client"]);
        Assert.Equal((0, $"Client Version: {VersionCommand.Own}\n"), (code, output));
    }

    [Fact]
    public async Task The_definition_of_this_version_can_be_printed()
    {
        Assert.Equal(File.ReadAllText(Repository.PathOf("crds", "modelmonitor.dev_modelmonitors.yaml")), await DefinitionAsync());
        Assert.Equal(File.ReadAllText(Repository.PathOf("config", "crd-1.20", "modelmonitor.dev_modelmonitors.yaml")), await DefinitionAsync("--without-rules"));
    }

    private static async Task<string> DefinitionAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await ModelMonitor.Cli.Manifests.DefinitionCommand.Create().Parse(arguments).InvokeAsync(new() { Output = output }));
        return output.ToString();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await PluginRoot.RunAsync(PluginRoot.Create(Terminal.None, showsProgress: false, TimeProvider.System), arguments, new() { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    // Nothing ever listens on port 1.
    private string Kubeconfig()
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllText(file, """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: here, namespace: llm}}]
            clusters: [{name: here, cluster: {server: "https://127.0.0.1:1"}}]
            """);
        return file;
    }
}
