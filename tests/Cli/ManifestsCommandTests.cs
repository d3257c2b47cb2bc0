using System.CommandLine;
using System.Text.Json.Nodes;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Cli;

public sealed class ManifestsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_checked_in_definitions_are_what_the_types_give()
    {
        foreach (var (path, content) in ManifestsCommand.Crds(Repository.PathOf("crds"), Repository.PathOf("config", "crd-1.20")))
            Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void The_stripped_definition_differs_by_the_rules_alone()
    {
        var files = ManifestsCommand.Crds("", "").ToList();
        var (full, stripped) = (YamlJson.Parse(files[0].Content!)!, YamlJson.Parse(files[1].Content!)!);
        Assert.Contains("x-kubernetes-validations", files[0].Content, StringComparison.Ordinal);
        Assert.DoesNotContain("x-kubernetes-validations", files[1].Content, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(CrdBuilder.WithoutRules(full.AsObject()), stripped));
    }

    [Fact]
    public void Writes_what_check_then_accepts()
    {
        Assert.Equal(0, Run("--assembly", typeof(ScaleRights).Assembly.Location));
        Assert.Equal(
            [
                "crds/modelmonitor.dev_modelmonitors.yaml", "old/modelmonitor.dev_modelmonitors.yaml", "rbac/leader_election_role.yaml",
                "rbac/leader_election_role_binding.yaml", "rbac/role.yaml", "rbac/role_binding.yaml", "rbac/service_account.yaml",
            ],
            Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(Path.GetDirectoryName(f)) is "crds" or "old" or "rbac").Select(f => Path.GetRelativePath(_folder, f)).Order(StringComparer.Ordinal));
        Assert.Equal(0, Run("--check", "--assembly", typeof(ScaleRights).Assembly.Location));
    }

    [Theory]
    [InlineData("crds/modelmonitor.dev_modelmonitors.yaml")]
    [InlineData("old/modelmonitor.dev_modelmonitors.yaml")]
    [InlineData("rbac/role.yaml")]
    [InlineData("reference.md")]
    public void Check_names_a_file_that_differs_and_leaves_it(string file)
    {
        Run("--assembly", typeof(ScaleRights).Assembly.Location);
        var path = Path.Combine(_folder, file);
        File.AppendAllText(path, "# edited by hand\n");
        var edited = File.ReadAllText(path);
        var error = new StringWriter();
        Assert.Equal(1, Run(error, "--check", "--assembly", typeof(ScaleRights).Assembly.Location));
        Assert.Equal($"{path} is not what the types give: run `make generate`\n", error.ToString());
        Assert.Equal(edited, File.ReadAllText(path));
    }

    [Fact]
    public void Without_assemblies_rbac_is_left_alone()
    {
        Assert.Equal(0, Run());
        Assert.False(Directory.Exists(Path.Combine(_folder, "rbac")));
    }

    [Fact]
    public void The_list_of_engines_is_what_the_presets_give()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "engines.md"));
        Assert.Equal(EngineDocument.Write(document, EngineCatalog.LoadEmbedded().Presets), document);
    }

    [Fact]
    public void The_list_of_exporters_is_what_the_presets_give()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "exporters.md"));
        Assert.Equal(ExporterDocument.Write(document, EngineCatalog.LoadEmbedded().GpuExporters), document);
    }

    [Fact]
    public void A_list_of_exporters_says_how_each_runs_or_why_not()
    {
        var path = Path.Combine(_folder, "exporters.md");
        File.WriteAllText(path, $"# Exporters\n{ExporterDocument.Begin}\nnothing\n<!-- to here. -->\nthe rest\n");
        Assert.Equal(1, Run("--exporters", path, "--check"));
        Run("--exporters", path);
        var written = File.ReadAllText(path);
        Assert.Contains("/dcgm-exporter:4.5.2-4.8.1-ubuntu22.04` | 9400 | 1000 | 200m, 512Mi | yes |", written, StringComparison.Ordinal);
        Assert.Contains("| `amd` | AMD device-metrics-exporter | with a claim |", written, StringComparison.Ordinal);
        Assert.Contains("| `tpu` | Google TPU device plugin | no |", written, StringComparison.Ordinal);
        Assert.Contains("**`tpu`.** No sidecar: a TPU tells", written, StringComparison.Ordinal);
        Assert.Contains("Values from 2147483632 on", written, StringComparison.Ordinal);
        Assert.EndsWith("<!-- to here. -->\nthe rest\n", written, StringComparison.Ordinal);
        Assert.Equal(0, Run("--exporters", path, "--check"));
    }

    [Fact]
    public void The_definition_names_every_engine()
    {
        var definition = ManifestsCommand.Crds("", "").First().Content!;
        Assert.All(EngineCatalog.LoadEmbedded().Names, name => Assert.Matches($"its metrics: [^.]*\\b{name}[,;]| {name} when every", definition));
    }

    [Fact]
    public void A_list_of_engines_that_was_edited_is_named_and_written_anew()
    {
        var path = Path.Combine(_folder, "engines.md");
        File.WriteAllText(path, $"# Engines\n{EngineDocument.Begin}\nnothing\n{EngineDocument.End}\nthe rest\n");
        Run("--engines", path);
        var written = File.ReadAllText(path);
        Assert.Contains("| running | gauge | `vllm:num_requests_running` |", written, StringComparison.Ordinal);
        Assert.StartsWith("# Engines\n", written, StringComparison.Ordinal);
        Assert.EndsWith($"{EngineDocument.End}\nthe rest\n", written, StringComparison.Ordinal);
        Assert.Equal(0, Run("--engines", path, "--check"));
        File.WriteAllText(path, written.Replace("vllm:num_requests_running", "vllm:running", StringComparison.Ordinal));
        var error = new StringWriter();
        Assert.Equal(1, Run(error, "--engines", path, "--check"));
        Assert.Equal($"{path} is not what the types give: run `make generate`\n", error.ToString());
    }

    [Fact]
    public void A_list_of_engines_without_its_place_is_refused() =>
        Assert.Throws<FormatException>(() => EngineDocument.Write($"# Engines\n{EngineDocument.End}\n{EngineDocument.Begin}\n", []));

    private int Run(params string[] arguments) => Run(TextWriter.Null, arguments);

    private int Run(TextWriter error, params string[] arguments)
    {
        string[] folders = ["--crds", $"{_folder}/crds", "--crds-without-rules", $"{_folder}/old", "--rbac", $"{_folder}/rbac", "--reference", $"{_folder}/reference.md"];
        return ManifestsCommand.Create().Parse([.. folders, .. arguments]).Invoke(new InvocationConfiguration { Error = error });
    }
}
