using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads YAML, and JSON as a part of it, into JSON nodes; without reflection.</summary>
public static class YamlJson
{
    private const int MaxDepth = 64;

    // Aliases make documents that grow as they are read; a kubeconfig of a thousand clusters has some 10,000 nodes.
    private const int MaxNodes = 200_000;

    /// <summary>
    /// Reads one document. Plain scalars follow YAML 1.2's core schema: null, true, false and decimal numbers; others are strings.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The root; null for an empty document.</returns>
    /// <exception cref="FormatException">The text is no YAML, or too deep or large; the message names the line.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            var reader = new Reader(new Parser(new StringReader(text)));
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            throw new FormatException($"line {e.Start.Line}: {e.Message}", e);
        }
    }

    private sealed class Reader(IParser parser)
    {
        private static readonly SearchValues<char> DecimalCharacters = SearchValues.Create("0123456789+-.eE");

        private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
        private int _nodes;

        public JsonNode? ReadDocument()
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) return null;
            return ReadNode(depth: 0);
        }

        private JsonNode? ReadNode(int depth)
        {
            if (depth > MaxDepth || ++_nodes > MaxNodes) throw Fault("the document is too deep or too large");
            if (parser.TryConsume<AnchorAlias>(out var alias)) return Copy(alias);
            if (parser.TryConsume<Scalar>(out var scalar)) return Remember(scalar.Anchor, Value(scalar));
            if (parser.TryConsume<SequenceStart>(out var sequence))
            {
                var list = new JsonArray();
                while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(ReadNode(depth + 1));
                return Remember(sequence.Anchor, list);
            }

            var mapping = parser.Consume<MappingStart>();
            var map = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>().Value;
                if (!map.TryAdd(key, ReadNode(depth + 1))) throw Fault($"'{key}' is there twice");
            }

            return Remember(mapping.Anchor, map);
        }

        private JsonNode? Remember(AnchorName anchor, JsonNode? node)
        {
            if (!anchor.IsEmpty) _anchors[anchor] = node;
            return node;
        }

        private JsonNode? Copy(AnchorAlias alias)
        {
            if (!_anchors.TryGetValue(alias.Value, out var node)) throw Fault($"*{alias.Value} is not known");
            _nodes += Count(node);
            if (_nodes > MaxNodes) throw Fault("aliases make the document too large");
            return node?.DeepClone();
        }

        private static int Count(JsonNode? node) => node switch
        {
            JsonObject map => 1 + map.Sum(p => Count(p.Value)),
            JsonArray list => 1 + list.Sum(Count),
            _ => 1,
        };

        private static JsonValue? Value(Scalar scalar)
        {
            var text = scalar.Value;
            if (scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str") return JsonValue.Create(text);
            return text switch
            {
                "" or "~" or "null" or "Null" or "NULL" => null,
                "true" or "True" or "TRUE" => JsonValue.Create(true),
                "false" or "False" or "FALSE" => JsonValue.Create(false),
                _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                    JsonValue.Create(whole),
                _ when IsDecimal(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => JsonValue.Create(number),
                _ => JsonValue.Create(text),
            };
        }

        private static bool IsDecimal(string text) =>
            char.IsAsciiDigit(text[^1]) && text.AsSpan().IndexOfAnyExcept(DecimalCharacters) < 0;

        private FormatException Fault(string message) => new($"line {parser.Current?.Start.Line ?? 0}: {message}");
    }
}
