using System.Text.Json.Nodes;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Cli;

public sealed class ReferenceDocumentTests
{
    private static readonly JsonObject Definition = CrdBuilder.Build<V1Alpha1ModelMonitor>();
    private static readonly string Document = ReferenceDocument.Write(Definition);

    [Fact]
    public void The_checked_in_reference_is_what_the_types_give() =>
        Assert.Equal(Document, File.ReadAllText(Repository.PathOf("docs", "reference.md")));

    [Fact]
    public void Every_field_has_one_row_with_an_anchor_of_its_own()
    {
        var fields = Fields(Schema(), "").Where(f => f.Contains('.', StringComparison.Ordinal) && !f.StartsWith("metadata", StringComparison.Ordinal)).ToList();
        Assert.True(fields.Count > 60, $"only {fields.Count} fields");
        Assert.All(fields, field => Assert.Equal(2, Document.Split($"<a id=\"{ReferenceDocument.AnchorOf(field)}\"></a>").Length));
    }

    [Fact]
    public void Every_rule_stands_there_with_its_message()
    {
        var messages = Rules(Schema()).Select(r => r["message"]!.ToString().Replace("<", "&lt;", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(messages);
        Assert.All(messages, message => Assert.Contains(message, Document, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("`kind` | string | `Deployment` | at most 63 long | Kind of the workload")]
    [InlineData("`mode` | string | `Enforce` | `Enforce`, `Recommend`, `Paused` | Enforce acts;")]
    [InlineData("`maxReplicas` | integer |  | **required**; 1 to 1000 | Most replicas")]
    [InlineData("`minReplicas` | integer | `1` | at least 0 | Fewest")]
    [InlineData("`below` | integer or string |  | at most 16 long | Good is below this")]
    [InlineData("`objectives` | list of [object](#specobjectives) |  | **required**; at most 16 | What good service means.")]
    [InlineData("`target` | string |  | **required**; at most 16 long | Share of requests")]
    [InlineData("`inputs` | map to string |  | at most 6 | The measured inputs")]
    [InlineData("`conditions` | list of [object](#statusconditions) |  | at most 16; one per `type` | Conditions, one per type.")]
    [InlineData("`sampleTime` | time (RFC 3339) |  |  | When the value was sampled.")]
    [InlineData("| `{\"type\":\"Percent\",\"value\":100,\"periodSeconds\":15}`, `{\"type\":\"Pods\",\"value\":4,\"periodSeconds\":15}` |")]
    [InlineData("| Budget | `.status.budgetRemaining` | with `-o wide` |")]
    [InlineData("- `minReplicas`: minReplicas must not be above maxReplicas")]
    public void A_row_says_type_default_limits_and_meaning(string row) => Assert.Contains(row, Document, StringComparison.Ordinal);

    [Fact]
    public void A_bar_and_a_bracket_do_not_break_a_table()
    {
        var crd = Definition.DeepClone().AsObject();
        crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["mode"]!["description"] = "a | b <c>";
        Assert.Contains("| a \\| b &lt;c> |", ReferenceDocument.Write(crd), StringComparison.Ordinal);
    }

    private static JsonObject Schema() => Definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();

    private static IEnumerable<string> Fields(JsonNode node, string path)
    {
        foreach (var (name, child) in (node["properties"] ?? node["items"]?["properties"])?.AsObject() ?? [])
        {
            yield return $"{path}{name}";
            foreach (var below in Fields(child!, $"{path}{name}.")) yield return below;
        }
    }

    private static IEnumerable<JsonNode> Rules(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => p.Key == "x-kubernetes-validations" ? p.Value!.AsArray().Select(r => r!) : Rules(p.Value)),
        JsonArray list => list.SelectMany(Rules),
        _ => [],
    };
}
