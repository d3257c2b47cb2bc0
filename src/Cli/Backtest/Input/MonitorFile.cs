using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>Reads the ModelMonitor that is to be tried, as the API server would take it.</summary>
public static class MonitorFile
{
    /// <summary>Most bytes of the file: the API server takes no larger object.</summary>
    public const long MaxBytes = 3 << 20;

    // The API server drops fields that it does not know, and kubectl refuses them: a field with a slip in its name would do nothing.
    private static readonly JsonSerializerOptions Strict = new(ResourcesJsonContext.Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly JsonTypeInfo<ModelMonitorSpec> StrictSpec = (JsonTypeInfo<ModelMonitorSpec>)Strict.GetTypeInfo(typeof(ModelMonitorSpec));

    /// <summary>Reads a file.</summary>
    /// <param name="path">YAML or JSON with one ModelMonitor.</param>
    /// <exception cref="InputException">It holds no valid one; the message names file, field and fix.</exception>
    public static V1Alpha1ModelMonitor Read(string path) => Parse(InputException.ReadFile(path, MaxBytes), path);

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML or JSON with one ModelMonitor.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="InputException">It holds no valid one; the message names file, field and fix.</exception>
    public static V1Alpha1ModelMonitor Parse(string text, string path)
    {
        CheckForm(text, path);
        var root = Tree(text, path);
        var (version, kind) = (TextOf(root, "apiVersion"), TextOf(root, "kind"));
        var resource = V1Alpha1ModelMonitor.Resource;
        if (kind != resource.Kind)
        {
            var hint = kind?.EndsWith("List", StringComparison.Ordinal) == true ? " (of a list, write one item to a file)" : "";
            throw new InputException(path, $"kind: is {kind ?? "missing"}; a {resource.Kind} is needed{hint}");
        }

        if (version != resource.ApiVersion) throw new InputException(path, $"apiVersion: is {version ?? "missing"}; write {resource.ApiVersion}");
        if (root["spec"] is not JsonObject) throw new InputException(path, "spec: is missing, or no mapping");
        var monitor = Deserialize(root, V1Alpha1ModelMonitor.JsonType, path, "");
        Deserialize(root["spec"]!, StrictSpec, path, "spec");
        var violations = ModelMonitorValidator.Validate(monitor);
        return violations.Count == 0 ? monitor : throw new InputException(path, string.Join($"\n{path}: ", violations));
    }

    private static void CheckForm(string text, string path)
    {
        try
        {
            var (parser, documents) = (new Parser(new StringReader(text)), 0);
            while (parser.MoveNext())
            {
                // An alias makes a document that is larger than its file; no manifest needs one.
                if (parser.Current is AnchorAlias alias) throw new InputException($"{path}:{alias.Start.Line}", $"the alias *{alias.Value} is not read: write the value out");
                if (parser.Current is DocumentStart start && ++documents == 2)
                    throw new InputException($"{path}:{start.Start.Line}", "a second document begins; leave the ModelMonitor alone in the file");
            }
        }
        catch (YamlException e)
        {
            throw new InputException($"{path}:{e.Start.Line}", $"is no YAML: {e.Message}");
        }
    }

    private static JsonObject Tree(string text, string path)
    {
        try
        {
            return YamlJson.Parse(text) as JsonObject ?? throw new InputException(path, "holds no ModelMonitor");
        }
        catch (FormatException e)
        {
            throw new InputException(path, e.Message);
        }
    }

    private static string? TextOf(JsonObject root, string field) =>
        root[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static T Deserialize<T>(JsonNode node, JsonTypeInfo<T> type, string path, string at)
    {
        try
        {
            return node.Deserialize(type)!;
        }
        catch (JsonException e)
        {
            throw new InputException(path, Explain(e, at));
        }
    }

    private static string Explain(JsonException e, string at)
    {
        var field = (at + (e.Path ?? "$")[1..]).TrimStart('.');
        var isUnknown = e.Message.Contains("could not be mapped", StringComparison.Ordinal);
        return isUnknown
            ? $"{field}: there is no such field; see kubectl explain modelmonitor.{(field.LastIndexOf('.') is var dot and > 0 ? field[..dot] : at)}"
            : $"{field}: has not the form of this field; see kubectl explain modelmonitor.{field}";
    }
}
