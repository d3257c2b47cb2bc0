using System.Text.Json.Nodes;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Cli;

public sealed class YamlWriterTests
{
    [Fact]
    public void Writes_block_style_under_a_comment()
    {
        var document = JsonNode.Parse("""{"a": [{"b": 1, "c": [true, null]}, "d"], "e": {}, "f": []}""")!;
        Assert.Equal("# note\na:\n- b: 1\n  c:\n  - true\n  - null\n- d\ne: {}\nf: []\n", YamlWriter.Write(document, "note"));
    }

    [Theory]
    [InlineData("True")]
    [InlineData("no")]
    [InlineData("Y")]
    [InlineData("OFF")]
    [InlineData("NULL")]
    [InlineData("~")]
    [InlineData("1")]
    [InlineData("1e3")]
    [InlineData("0x1f")]
    [InlineData("1:30")]
    [InlineData(".5")]
    [InlineData(".inf")]
    [InlineData("-")]
    [InlineData("2026-01-01")]
    [InlineData("=")]
    [InlineData("")]
    public void Texts_that_a_reader_could_take_for_something_else_are_quoted(string text) =>
        Assert.Equal($"# note\na: '{text}'\n", YamlWriter.Write(new JsonObject { ["a"] = text }, "note"));

    [Theory]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("it's")]
    [InlineData("say \"yes\"")]
    [InlineData(" a ")]
    [InlineData("a\nb\n")]
    [InlineData("tab\there")]
    [InlineData(@"^[^\p{Cc}]+$")]
    [InlineData("{a}")]
    [InlineData("✓ ü")]
    public void Texts_of_all_kinds_come_back(string text)
    {
        var read = YamlJson.Parse(YamlWriter.Write(new JsonObject { [text] = text }, "note"))!.AsObject();
        Assert.Equal(text, (string?)read[text]);
    }
}
