using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ModelMonitor.Metrics;

/// <summary>A YAML value that knows its file, line and field, so that each mistake can be told where it is.</summary>
internal readonly record struct PresetNode(string File, string Field, YamlNode Node)
{
    public static PresetNode Parse(string file, TextReader text)
    {
        var parser = new Parser(text);
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            return stream.Documents.Count == 1
                ? new(file, "", stream.Documents[0].RootNode)
                : throw new EnginePresetException(file, 1, "", "one YAML document is expected");
        }
        catch (YamlException e)
        {
            throw new EnginePresetException(file, e.Start.Line, "", $"no valid YAML: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's way of refusing some plain scalars inside of braces.
            throw new EnginePresetException(file, parser.Current?.Start.Line ?? 1, "", "no valid YAML from here");
        }
    }

    public EnginePresetException Wrong(string problem) => new(File, Node.Start.Line, Field, problem);

    /// <summary>The mapping's entries. Keys outside of <paramref name="allowed"/> are refused: a typing error must not go unseen.</summary>
    public Dictionary<string, PresetNode> Map(params string[] allowed)
    {
        if (Node is not YamlMappingNode map) throw Wrong("a mapping is expected");
        var entries = new Dictionary<string, PresetNode>();
        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var entry = new PresetNode(File, Field.Length > 0 ? $"{Field}.{name}" : name, value);
            if (allowed.Length > 0 && !allowed.Contains(name)) throw entry.Wrong($"no such field; known: {string.Join(", ", allowed)}");
            entries.Add(name, entry);
        }

        return entries;
    }

    /// <summary>The values of a list; a single value counts as a list of one.</summary>
    public IReadOnlyList<PresetNode> List()
    {
        var (file, field) = (File, Field);
        return Node is YamlSequenceNode list ? [.. list.Children.Select(n => new PresetNode(file, field, n))] : [this];
    }

    public PresetNode Required(Dictionary<string, PresetNode> entries, string key) =>
        entries.TryGetValue(key, out var entry) ? entry : throw Wrong($"{key} is missing");

    public string Text() => Node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Wrong("a text is expected");

    public double Number() =>
        double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Wrong("a number is expected");

    public long Whole(long least, long most) =>
        long.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"{least} to {most} is expected");

    public bool Flag() => Text() switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong("true or false is expected"),
    };

    public bool IsMap => Node is YamlMappingNode;
}
