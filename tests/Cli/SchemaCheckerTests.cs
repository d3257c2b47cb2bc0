using System.Text.Json.Nodes;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Cli;

public sealed class SchemaCheckerTests
{
    [Fact]
    public void The_monitors_schema_is_sound() => Assert.Empty(SchemaChecker.Check(SchemaBuilder.Build(V1Alpha1ModelMonitor.JsonType)));

    [Theory]
    [InlineData("""{"type": "string"}""", "$.a: needs a maxLength")]
    [InlineData("""{"x-kubernetes-int-or-string": true}""", "$.a: needs a maxLength")]
    [InlineData("""{"x-kubernetes-int-or-string": true, "type": "string", "maxLength": 1}""", "$.a: int-or-string must have no type")]
    [InlineData("""{"type": "number"}""", "$.a: type 'number' is not allowed")]
    [InlineData("""{"maxLength": 1}""", "$.a: type '' is not allowed")]
    [InlineData("""{"type": "array", "maxItems": 1}""", "$.a: needs items")]
    [InlineData("""{"type": "array", "items": {"type": "integer"}}""", "$.a: needs a maxItems")]
    [InlineData("""{"type": "array", "maxItems": 1, "items": {"type": "string"}}""", "$.a[]: needs a maxLength")]
    [InlineData("""{"type": "object", "additionalProperties": {"type": "integer"}}""", "$.a: needs a maxProperties")]
    [InlineData("""{"type": "object", "maxProperties": 1, "additionalProperties": {"type": "string"}}""", "$.a.*: needs a maxLength")]
    [InlineData(
        """{"type": "object", "maxProperties": 1, "additionalProperties": {"type": "integer"}, "properties": {}}""",
        "$.a: properties and additionalProperties exclude each other")]
    [InlineData("""{"type": "object", "properties": {"b": {"type": "integer"}}}""", "$.a.b: needs a description")]
    [InlineData("""{"type": "object", "required": ["b"]}""", "$.a: requires the unknown property b")]
    [InlineData("""{"$ref": "#/a", "type": "integer"}""", "$.a: keyword $ref is not allowed")]
    [InlineData("""{"type": "integer", "nullable": true}""", "$.a: keyword nullable is not allowed")]
    [InlineData("""{"type": "object", "x-kubernetes-preserve-unknown-fields": true}""", "$.a: keyword x-kubernetes-preserve-unknown-fields is not allowed")]
    [InlineData("""{"type": "integer", "default": "1"}""", "$.a: the default \"1\" does not fit the schema")]
    [InlineData("""{"type": "integer", "minimum": 2, "default": 1}""", "$.a: the default 1 does not fit the schema")]
    [InlineData("""{"type": "integer", "maximum": 0, "default": 1}""", "$.a: the default 1 does not fit the schema")]
    [InlineData("""{"type": "boolean", "default": "true"}""", "$.a: the default \"true\" does not fit the schema")]
    [InlineData("""{"type": "string", "enum": ["b"], "default": "c"}""", "$.a: the default \"c\" does not fit the schema")]
    [InlineData("""{"type": "object", "default": {"b": 1}}""", "$.a: the default {\"b\":1} does not fit the schema")]
    [InlineData("""{"type": "array", "maxItems": 1, "items": {"type": "integer"}, "default": ["b"]}""", "$.a: the default [\"b\"] does not fit the schema")]
    [InlineData(
        """{"type": "array", "maxItems": 1, "x-kubernetes-list-map-keys": ["b"], "items": {"type": "object", "properties": {"b": {"description": "b", "type": "integer"}}}}""",
        "$.a: map key b must be a scalar property of the items, required or with a default")]
    [InlineData("""{"type": "integer", "x-kubernetes-validations": [{"rule": "self > 0"}]}""", "$.a: a rule needs a message of one line")]
    [InlineData("""{"type": "integer", "x-kubernetes-validations": [{"rule": "self > 0", "message": "a\nb"}]}""", "$.a: a rule needs a message of one line")]
    [InlineData("""{"type": "object", "x-kubernetes-validations": [{"rule": "true", "message": "b", "fieldPath": ".c"}]}""", "$.a: fieldPath .c leads nowhere")]
    public void A_fault_is_named_with_its_path(string property, string fault)
    {
        var node = JsonNode.Parse(property)!.AsObject();
        node["description"] = "a";
        var root = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["a"] = node } };
        Assert.Equal([fault], SchemaChecker.Check(root));
    }

    [Theory]
    [InlineData("""{"type": "array", "maxItems": 1, "items": {"type": "integer"}}""", "$: the root must be an object")]
    [InlineData("""{"type": "object", "maxProperties": 1, "additionalProperties": {"type": "integer"}}""", "$: the root must not have additionalProperties")]
    [InlineData("""{"type": "object", "properties": {"metadata": {"type": "object", "description": "a"}}}""", "$.metadata: must be a bare object")]
    public void The_root_has_rules_of_its_own(string root, string fault) => Assert.Equal([fault], SchemaChecker.Check(JsonNode.Parse(root)!.AsObject()));

    [Theory]
    [InlineData(".spec.mode", true)]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", true)]
    [InlineData(".status.decisions[0].message", true)]
    [InlineData("spec.mode", false)]
    [InlineData(".spec.moods", false)]
    [InlineData(".status.decisions.message", false)]
    [InlineData(".status.decisions[0].massage", false)]
    public void A_path_leads_to_a_field_or_nowhere(string path, bool leads) =>
        Assert.Equal(leads, SchemaChecker.HasField(SchemaBuilder.Build(V1Alpha1ModelMonitor.JsonType), path));
}
