using System.Text;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class YamlJsonTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: -7", """{"a":-7}""")]
    [InlineData("a: 1.5", """{"a":1.5}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: !!str 1", """{"a":"1"}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: ''", """{"a":""}""")]
    [InlineData("a: 1.2.3.4", """{"a":"1.2.3.4"}""")]
    [InlineData("a: e1", """{"a":"e1"}""")]
    [InlineData("a: 1e999", """{"a":"1e999"}""")]
    [InlineData("- x\n- {y: [z]}", """["x",{"y":["z"]}]""")]
    [InlineData("""{"a": {"b": [1, "2"]}}""", """{"a":{"b":[1,"2"]}}""")]
    [InlineData("a: &x {b: c}\nd: *x", """{"a":{"b":"c"},"d":{"b":"c"}}""")]
    [InlineData("a: |\n  one\n  two\n", """{"a":"one\ntwo\n"}""")]
    public void Yaml_reads_as_the_JSON_it_means(string yaml, string json) => Assert.Equal(json, YamlJson.Parse(yaml)!.ToJsonString());

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    public void An_empty_document_is_null(string yaml) => Assert.Null(YamlJson.Parse(yaml));

    [Theory]
    [InlineData("a: [1", "line")]
    [InlineData("a: 1\na: 2", "'a' is there twice")]
    [InlineData("a: *nobody", "nobody")]
    public void Faults_name_the_line(string yaml, string part)
    {
        var fault = Assert.Throws<FormatException>(() => YamlJson.Parse(yaml));
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.Contains("line", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++)
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var fault = Assert.Throws<FormatException>(() => YamlJson.Parse(bomb.ToString()));
        Assert.Contains("too large", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_is_too_deep_is_refused() =>
        Assert.Throws<FormatException>(() => YamlJson.Parse(new string('[', 100) + new string(']', 100)));
}
