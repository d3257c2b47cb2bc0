using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelMonitor.Cli.Manifests;

/// <summary>Writes JSON as YAML, the same bytes for the same input, quoted so that YAML 1.1 and 1.2 readers agree.</summary>
public static partial class YamlWriter
{
    /// <summary>Writes one document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="comment">One line put above it; null for none.</param>
    /// <param name="blocks">Whether texts of several lines are written as they are, as literal blocks.</param>
    /// <returns>YAML that ends with a line break.</returns>
    public static string Write(JsonNode document, string? comment, bool blocks = false)
    {
        using var text = new StringWriter { NewLine = "\n" };
        if (comment is not null) text.WriteLine($"# {comment}");
        var emitter = new Emitter(text, new EmitterSettings(2, int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        Emit(emitter, document, blocks);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node, bool blocks)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map)
                {
                    EmitText(emitter, key, blocks);
                    Emit(emitter, value, blocks);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list) Emit(emitter, item, blocks);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                EmitText(emitter, text.GetValue<string>(), blocks);
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    // Words are safe plain unless YAML 1.1 takes them for something else; whatever begins with no letter might be a number or a date.
    private static void EmitText(Emitter emitter, string text, bool blocks)
    {
        var style = blocks && text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
            : Word().IsMatch(text) && !Reserved().IsMatch(text) ? ScalarStyle.Any
            : ScalarStyle.SingleQuoted;
        emitter.Emit(new Scalar(null, null, text, style, isPlainImplicit: true, isQuotedImplicit: true));
    }

    [GeneratedRegex("^[A-Za-z]")]
    private static partial Regex Word();

    [GeneratedRegex("^(y|n|yes|no|on|off|true|false|null)$", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
