using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Objects;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", null)]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{}""", """{"a":null}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1,"c":3}}""", """{"a":{"c":3}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{}""", """{"a":{"b":null}}""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", null)]
    public void The_patch_is_the_difference(string from, string to, string? patch)
    {
        var actual = MergePatch.Between(Parse(from), Parse(to));
        Assert.True(JsonNode.DeepEquals(patch is null ? null : JsonNode.Parse(patch), actual), $"got {actual?.ToJsonString()}");
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
