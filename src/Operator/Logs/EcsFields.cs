using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Logs;

/// <summary>The parameters of a line's message and of the scopes around it, under their names in ECS; the first of a name counts.</summary>
internal sealed class EcsFields
{
    private const string Namespace = "orchestrator.namespace";
    private const string Name = "orchestrator.resource.name";
    private const string Type = "orchestrator.resource.type";

    private readonly Dictionary<string, object?> _fields = [];

    /// <summary>Adds parameters; anything else is left out.</summary>
    public void Add(object? source)
    {
        if (source is not IEnumerable<KeyValuePair<string, object?>> parameters) return;
        foreach (var (name, value) in parameters) Add(name, value);
    }

    /// <summary>Writes them.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (_fields.ContainsKey(Name)) json.WriteString("orchestrator.type", "kubernetes");
        foreach (var (name, value) in _fields)
        {
            if (value is int number) json.WriteNumber(name, number);
            else json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }

    private void Add(string name, object? value)
    {
        switch (name, value)
        {
            case ("{OriginalFormat}", _) or (_, null):
                break;
            case ("Monitor", ObjectKey key):
                _fields.TryAdd(Namespace, key.Namespace);
                _fields.TryAdd(Name, key.Name);
                _fields.TryAdd(Type, "modelmonitor");
                break;
            // Of the controller's scope.
            case ("namespace", _):
                _fields.TryAdd(Namespace, value);
                break;
            case ("name", _):
                _fields.TryAdd(Name, value);
                _fields.TryAdd(Type, "modelmonitor");
                break;
            case ("DecisionId", _):
                _fields.TryAdd("event.id", value);
                break;
            case ("Reason", _):
                _fields.TryAdd("event.reason", value);
                break;
            case ("From", int):
                _fields.TryAdd("modelmonitor.replicas.from", value);
                break;
            case ("To", int):
                _fields.TryAdd("modelmonitor.replicas.to", value);
                break;
            default:
                // All others are texts: a label that is a number in one line and a text in another would be refused by an index.
                _fields.TryAdd($"labels.{SnakeCase(name)}", Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    // Dots in a label's name would be read as nesting.
    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0 && text[^1] != '_') text.Append('_');
            text.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        }

        return text.ToString();
    }
}
