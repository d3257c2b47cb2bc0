using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelMonitor.Cli.Manifests;

namespace ModelMonitor.Tests.Cli;

public sealed partial class SchemaBuilderTests
{
    [Fact]
    public void A_float_is_refused_with_its_path()
    {
        var e = Assert.Throws<NotSupportedException>(() => SchemaBuilder.Build(SamplesContext.Default.WithFloat));
        Assert.StartsWith("WithFloat.ratio: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_contains_itself_is_refused() =>
        Assert.Throws<NotSupportedException>(() => SchemaBuilder.Build(SamplesContext.Default.WithItself));

    [Fact]
    public void Summaries_become_one_line_without_markup()
    {
        var inner = SchemaBuilder.Build(SamplesContext.Default.Documented)["properties"]!["inner"]!;
        Assert.Equal("Text with code, a Second and a break.", (string?)inner["properties"]!["first"]!["description"]);
        Assert.Equal("Describes the type.", (string?)inner["description"]);
    }

    [Fact]
    public void Initial_values_become_defaults_and_the_rest_has_none()
    {
        var inner = SchemaBuilder.Build(SamplesContext.Default.Documented)["properties"]!["inner"]!["properties"]!;
        Assert.True(JsonNode.DeepEquals(4, inner["second"]!["default"]));
        Assert.Null(inner["first"]!["default"]);
        Assert.Null(inner["third"]!["default"]);
        Assert.True(JsonNode.DeepEquals(0, inner["fourth"]!["default"]));
    }

    public sealed class WithFloat
    {
        public double Ratio { get; set; }
    }

    public sealed class WithItself
    {
        public WithItself? Child { get; set; }
    }

    public sealed class Documented
    {
        public Inner Inner { get; set; } = new();
    }

    /// <summary>Describes the type.</summary>
    public sealed class Inner
    {
        /// <summary>
        /// Text with <c>code</c>, a <see cref="Second"/>
        /// and a break.
        /// </summary>
        public string First { get; set; } = "";

        /// <summary>Four.</summary>
        public int Second { get; set; } = 4;

        /// <summary>Nothing.</summary>
        public int? Third { get; set; }

        /// <summary>Zero on purpose.</summary>
        public int? Fourth { get; set; } = 0;
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(WithFloat))]
    [JsonSerializable(typeof(WithItself))]
    [JsonSerializable(typeof(Documented))]
    private sealed partial class SamplesContext : JsonSerializerContext;
}
