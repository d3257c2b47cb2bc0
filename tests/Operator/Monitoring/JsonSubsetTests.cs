using System.Text.Json.Nodes;
using ModelMonitor.Operator.Monitoring;

namespace ModelMonitor.Tests.Operator.Monitoring;

public sealed class JsonSubsetTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", true)]
    [InlineData("""{"a":1}""", """{"b":2}""", false)]
    [InlineData("""{"a":{"b":[{"c":"x"}]}}""", """{"a":{"b":[{"c":"x","default":true}]}}""", true)]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"a":false}""", """{"a":"false"}""", false)]
    [InlineData("""{"a":{}}""", """{"a":null}""", false)]
    public void Defaults_and_fields_of_others_are_no_difference_and_everything_else_is(string wanted, string shown, bool holds) =>
        Assert.Equal(holds, JsonSubset.Holds(JsonNode.Parse(wanted), JsonNode.Parse(shown)));
}
