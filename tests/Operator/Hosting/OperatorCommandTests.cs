using System.CommandLine;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Hosting;

namespace ModelMonitor.Tests.Operator.Hosting;

public sealed class OperatorCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("command");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_document_lists_the_flags_of_the_help_in_their_words()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));
        var rows = OperatorCommand.Create().Options.Where(o => o is not System.CommandLine.Help.HelpOption and not VersionOption)
            .Select(o => $"| `{o.Name}` | {Default(o)} | {o.Description} |");
        var table = document.Split("| flag | default | meaning |\n| --- | --- | --- |\n")[1].Split("\n\n")[0];
        Assert.Equal(rows, table.Split('\n'));
    }

    [Fact]
    public async Task Print_config_fills_in_the_defaults_and_names_files_without_their_contents()
    {
        var token = Write("token", "s3cret");
        var config = Write("config.yaml", $"sources: [{{name: prod, url: https://p, bearerTokenFile: {token}, headers: {{X-A: 1}}, namespaces: [a, 'b*']}}]\n");
        var (code, output, _) = await RunAsync("--config", config, "--print-config");
        Assert.Equal(0, code);
        Assert.DoesNotContain("s3cret", output, StringComparison.Ordinal);
        Assert.Contains($"  bearerTokenFile: \"{token}\"\n", output, StringComparison.Ordinal);
        Assert.Contains("- name: \"prod\"\n", output, StringComparison.Ordinal);
        Assert.Contains("intervalSeconds: 15\n", output, StringComparison.Ordinal);
        Assert.Contains("logging:\n  level: \"Information\"\n", output, StringComparison.Ordinal);
        // It is a configuration itself, and the same one.
        Assert.Equal(output, ConfigurationPrinter.Print(ConfigurationLoader.Parse(output, "printed.yaml")));
        Assert.NotNull(YamlJson.Parse(output));
    }

    [Theory]
    [InlineData("--print-config")]
    [InlineData("--leader-elect=false")]
    public async Task A_wrong_configuration_is_one_line_and_exit_code_2(string flag)
    {
        var config = Write("config.yaml", "monitoring: {rules: 'yes'}\n");
        var (code, output, error) = await RunAsync("--config", config, flag);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"modelmonitor: {config}: monitoring.rules must be true or false, for example rules: true\n", error);
    }

    private static string Default(Option option) => option.Required ? "required" : option switch
    {
        { HasDefaultValue: false } => "",
        _ => option.GetDefaultValue() switch { null => "", bool flag => flag ? "`true`" : "`false`", var value => $"`{value}`" },
    };

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = await OperatorCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
