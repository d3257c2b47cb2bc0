using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Tests.Operator.Configuration;

/// <summary>config/configuration.schema.json says what the operator does.</summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "configuration.schema.json")))!.AsObject();

    public static TheoryData<string> Objects => [.. Walk(Schema, "").Where(n => n.Node["properties"] is not null).Select(n => n.Path)];

    public static TheoryData<string> Fields => [.. Walk(Schema, "").Where(n => n.Path.Length > 0 && !n.Path.EndsWith("[]", StringComparison.Ordinal)).Select(n => n.Path)];

    public static TheoryData<string> Limited => [.. Walk(Schema, "").Where(n => n.Node["minimum"] is not null).Select(n => n.Path)];

    public static TheoryData<string> Worded => [.. Walk(Schema, "").Where(n => n.Node["enum"] is not null).Select(n => n.Path)];

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_unknown_field_is_refused_by_schema_and_operator(string path)
    {
        Assert.False((bool)At(path)["additionalProperties"]!);
        var field = path.Length == 0 ? "nope" : $"{path}.nope";
        Assert.Contains($"{field.Replace("[]", "[0]", StringComparison.Ordinal)} is no field; there are", Refusal(field, 1), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_is_described_and_of_one_type(string path)
    {
        var node = At(path);
        Assert.False(string.IsNullOrEmpty((string?)node["description"]), path);
        JsonNode wrong = (string?)(node["type"] as JsonValue) is "string" or "object" ? new JsonArray(1) : new JsonObject { ["a"] = new JsonArray("x") };
        Assert.Contains($"c.yaml: {path.Replace("[]", "[0]", StringComparison.Ordinal)}", Refusal(path, wrong), StringComparison.Ordinal);
        Assert.Contains(", for example ", Refusal(path, wrong), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Limited))]
    public void A_number_outside_its_limits_is_refused_and_inside_it_is_not(string path)
    {
        var (least, most) = ((int)At(path)["minimum"]!, (int)At(path)["maximum"]!);
        var field = path.Replace("[]", "[0]", StringComparison.Ordinal);
        var limits = $"must be {least} to {most}";
        foreach (var outside in new[] { least - 1, most + 1 }) Assert.Matches($"^c.yaml: {Regex.Escape(field)} .*{limits}, for example|^c.yaml: {Regex.Escape(field)} {limits}; for example", Refusal(path, outside));
        // Something else may then be wrong: a window too short for the interval, for example.
        foreach (var inside in new[] { least, most }) Assert.DoesNotContain(limits, Refusal(path, inside) ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Worded))]
    public void A_word_that_the_schema_does_not_have_is_refused_and_the_others_are_not(string path)
    {
        var field = path.Replace("[]", "[0]", StringComparison.Ordinal);
        Assert.Contains(field, Refusal(path, "nonsense"), StringComparison.Ordinal);
        foreach (var word in At(path)["enum"]!.AsArray())
            Assert.DoesNotContain($"c.yaml: {field} ", Refusal(path, word!.DeepClone()) ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_a_restart_says_so()
    {
        var start = new LoadedConfiguration(ConfigurationLoader.Parse("", "c.yaml"), ModelMonitor.Metrics.EngineCatalog.LoadEmbedded(), new("", ""));
        var others = new Dictionary<string, string>
        {
            ["sources"] = "[{name: p, url: http://p}]",
            ["intervalSeconds"] = "14",
            ["windowSeconds"] = "61",
            ["presetsFolder"] = "/x",
            ["exporters"] = "{allowPrivileged: true}",
            ["webhook"] = "{enabled: true}",
            ["monitoring"] = "{rules: false}",
            ["watchNamespace"] = "a",
            ["actor"] = "a",
            ["logging"] = "{level: Debug}",
            ["metrics"] = "{secure: true}",
        };
        foreach (var (name, property) in Schema["properties"]!.AsObject())
        {
            var changed = start with { Configuration = ConfigurationLoader.Parse($"{name}: {others[name]}", "c.yaml") };
            Assert.Equal([name], ConfigurationChange.Fields(start, changed));
            var says = ((string)property!["description"]!).Contains("A change needs a restart.", StringComparison.Ordinal);
            Assert.Equal(says ? [name] : [], ConfigurationChange.NeedRestart(start, changed));
        }
    }

    [Fact]
    public void The_samples_of_the_repository_have_no_field_that_the_schema_lacks()
    {
        var manifest = YamlJson.Parse(File.ReadAllText(Repository.PathOf("config", "manager", "configuration.yaml")))!;
        var sample = (string)manifest["data"]!["config.yaml"]!;
        Assert.NotEmpty(ConfigurationLoader.Parse(sample, "c.yaml").Sources);
        Assert.Empty(YamlJson.Parse(sample)!.AsObject().Select(p => p.Key).Except(Schema["properties"]!.AsObject().Select(p => p.Key)));
    }

    private static IEnumerable<(string Path, JsonObject Node)> Walk(JsonObject node, string path)
    {
        yield return (path, node);
        foreach (var (name, child) in node["properties"]?.AsObject() ?? [])
            foreach (var found in Walk(child!.AsObject(), path.Length == 0 ? name : $"{path}.{name}")) yield return found;
        if (node["items"] is JsonObject items && items["properties"] is not null)
            foreach (var found in Walk(items, $"{path}[]")) yield return found;
    }

    private static JsonObject At(string path) => Walk(Schema, "").First(n => n.Path == path).Node;

    // A configuration that is right but for one value.
    private static string? Refusal(string path, JsonNode value)
    {
        JsonNode node = value.DeepClone();
        foreach (var part in path.Split('.').Reverse())
        {
            if (part.EndsWith("[]", StringComparison.Ordinal))
            {
                var item = node.AsObject();
                foreach (var (name, given) in new[] { ("name", "p"), ("url", "http://p") })
                    if (!item.ContainsKey(name) && (string?)(item["type"] as JsonValue) != "pods") item[name] = given;
                if ((string?)(item["type"] as JsonValue) == "pods") item["name"] = "p";
                node = new JsonArray(node);
            }

            node = new JsonObject { [part.Replace("[]", "", StringComparison.Ordinal)] = node };
        }

        try
        {
            ConfigurationLoader.Parse(node.ToJsonString(), "c.yaml");
            return null;
        }
        catch (ConfigurationException e)
        {
            return e.Message;
        }
    }
}
