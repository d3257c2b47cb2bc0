using System.Text.Json.Nodes;
using ModelMonitor.Cli.Rules;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Monitoring;

/// <summary>The alerts as promtool sees them, and that each has everything that an alert has to have.</summary>
public sealed class AlertTests
{
    [Fact]
    public async Task Promtool_accepts_both_rule_files()
    {
        Assert.Contains("SUCCESS: 13 rules found", await PromtoolAsync("check", "rules", AlertFiles.OfOperator), StringComparison.Ordinal);
        Assert.Contains("SUCCESS: 13 rules found", await PromtoolAsync("check", "rules", AlertFiles.OfMonitor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promtool_accepts_the_rules_of_every_engine()
    {
        var folder = Directory.CreateTempSubdirectory("rules");
        try
        {
            foreach (var preset in EngineCatalog.LoadEmbedded().Engines)
            {
                var question = new MonitorQuestion("llm/chat", "llm", "chat", [], preset.Name, []);
                // JSON is YAML.
                if (RuleGroups.Of(preset, question, [], [], "docs/runbooks") is { } rules)
                    await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{preset.Name}.yml"), rules.ToJsonString());
            }

            var files = folder.GetFiles();
            Assert.True(files.Length > 10);
            Assert.Equal(files.Length, (await PromtoolAsync(["check", "rules", .. files.Select(f => f.FullName)])).Split("SUCCESS").Length - 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Every_case_of_every_alert_holds()
    {
        var output = await PromtoolAsync(["test", "rules", .. AlertFiles.Cases]);
        Assert.Equal(AlertFiles.Cases.Count, output.Split("SUCCESS").Length - 1);
    }

    [Fact]
    public void Every_alert_has_a_case_that_fires_and_one_that_must_not()
    {
        Assert.Equal(AlertFiles.Names.Order(StringComparer.Ordinal), AlertFiles.Cases.Select(Path.GetFileNameWithoutExtension));
        foreach (var file in AlertFiles.Cases)
        {
            var alert = Path.GetFileNameWithoutExtension(file);
            var tests = AlertFiles.Read(file)["tests"]!.AsArray().Select(t => t!["alert_rule_test"]!.AsArray()).ToList();
            Assert.All(tests.SelectMany(t => t), t => Assert.Equal(alert, t!["alertname"]!.GetValue<string>()));
            Assert.True(tests.Exists(t => t.Any(Fires)), $"{alert} has no case that fires");
            Assert.True(tests.Exists(t => !t.Any(Fires)), $"{alert} has no case that must not fire");
        }

        static bool Fires(JsonNode? test) => test!["exp_alerts"]!.AsArray().Count > 0;
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_for_how_long_it_held_and_what_to_do() => Assert.All(AlertFiles.Alerts, alert =>
    {
        var (name, annotations) = (alert["alert"]!.GetValue<string>(), alert["annotations"]!);
        Assert.Contains(alert["labels"]!["severity"]!.GetValue<string>(), new[] { "page", "ticket" });
        Assert.NotNull(alert["for"]);
        Assert.NotEmpty(annotations["summary"]!.GetValue<string>());
        Assert.NotEmpty(annotations["description"]!.GetValue<string>());
        Assert.Equal($"docs/runbooks/{name}.md", annotations["runbook_url"]!.GetValue<string>());
    });

    [Fact]
    public void Every_alert_has_its_runbook_and_every_runbook_its_alert()
    {
        var runbooks = Directory.GetFiles(Repository.PathOf("docs", "runbooks"), "*.md");
        Assert.Equal(AlertFiles.Names.Order(StringComparer.Ordinal), runbooks.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        string[] parts = ["What it means", "Who is hurt", "First look", "Usual causes", "To silence it", "When to call for more help"];
        foreach (var (file, alert) in runbooks.Select(f => (f, AlertFiles.Alerts.Single(a => a["alert"]!.GetValue<string>() == Path.GetFileNameWithoutExtension(f)))))
        {
            var text = File.ReadAllText(file);
            Assert.StartsWith($"# {Path.GetFileNameWithoutExtension(file)}\n\nSeverity: {alert["labels"]!["severity"]}.", text, StringComparison.Ordinal);
            Assert.All(parts, p => Assert.Contains($"\n## {p}\n", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_alert_is_in_the_document_with_its_severity()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "alerts.md"));
        Assert.All(AlertFiles.Alerts, a => Assert.Contains(
            $"| [{a["alert"]}](runbooks/{a["alert"]}.md) | {a["labels"]!["severity"]} |", document, StringComparison.Ordinal));
    }

    [Fact]
    public void The_names_of_a_monitors_alerts_are_those_of_the_code() =>
        Assert.Equal(MonitorAlerts.Names.Order(StringComparer.Ordinal), AlertFiles.Names.Except(AlertFiles.Names.Where(n => n.StartsWith("ModelMonitor", StringComparison.Ordinal))).Order(StringComparer.Ordinal));

    [Fact]
    public void The_command_prints_the_rules_that_the_cases_are_of()
    {
        using var output = new StringWriter();
        var given = RulesCommand.Create().Parse(["-f", AlertFiles.Monitor, "--edges", "0.5,1.0,2.5"]);
        Assert.Equal(0, given.Invoke(new() { Output = output }));
        Assert.Equal(File.ReadAllText(AlertFiles.OfMonitor), output.ToString());
    }

    [Fact]
    public void The_object_for_prometheus_operator_holds_the_same_rules() => Assert.True(JsonNode.DeepEquals(
        AlertFiles.Read(AlertFiles.OfOperator), AlertFiles.Read(Repository.PathOf("config", "prometheus", "prometheusrule.yaml"))["spec"]));

    private static Task<string> PromtoolAsync(params string[] arguments) => Command.RunAsync("promtool", arguments);
}
