using System.Buffers;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// The selection of pods in the text form in which a scale subresource gives it (<c>app=chat,tier in (a,b),!canary</c>).
/// An empty selector matches nothing here: no workload of ours selects every pod of a namespace.
/// </summary>
public sealed class PodSelector
{
    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(" ()<>=");

    private readonly List<LabelRequirement> _requirements;

    private PodSelector(string text, List<LabelRequirement> requirements)
    {
        Text = text;
        _requirements = requirements;
    }

    /// <summary>The selector as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a selector.</summary>
    /// <param name="text">Requirements separated by commas: <c>k=v</c>, <c>k==v</c>, <c>k!=v</c>, <c>k in (a,b)</c>, <c>k notin (a,b)</c>, <c>k</c>, <c>!k</c>.</param>
    /// <exception cref="FormatException">The text is no selector; the message quotes the part.</exception>
    public static PodSelector Parse(string text)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var part in Split(text)) requirements.Add(ParseRequirement(part.Trim()));
        return new(text, requirements);
    }

    /// <summary>Whether an object with these labels is selected.</summary>
    /// <param name="labels">The object's labels; null counts as none.</param>
    public bool Matches(IDictionary<string, string>? labels) =>
        _requirements.Count > 0 && _requirements.TrueForAll(r => r.Matches(labels));

    /// <summary>The same selection as objects carry it; null for an empty selector, which as an object would select everything.</summary>
    public LabelSelector? ToLabelSelector() => _requirements.Count == 0 ? null : new() { MatchExpressions = [.. _requirements] };

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        if (start < text.Length) yield return text[start..];
    }

    private static LabelRequirement ParseRequirement(string part)
    {
        var open = part.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && part.EndsWith(')'))
        {
            var head = part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var values = part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
            return head switch
            {
                [var key, "in"] => Require(key, LabelRequirement.In, values),
                [var key, "notin"] => Require(key, LabelRequirement.NotIn, values),
                _ => throw new FormatException($"'{part}' is no label requirement"),
            };
        }

        foreach (var (symbol, meaning) in new[] { ("!=", LabelRequirement.NotIn), ("==", LabelRequirement.In), ("=", LabelRequirement.In) })
        {
            var at = part.IndexOf(symbol, StringComparison.Ordinal);
            if (at > 0) return Require(part[..at].Trim(), meaning, part[(at + symbol.Length)..].Trim());
        }

        if (part.Length == 0 || part.AsSpan().ContainsAny(NotInKeys)) throw new FormatException($"'{part}' is no label requirement");
        return part[0] == '!' ? Require(part[1..], LabelRequirement.DoesNotExist) : Require(part, LabelRequirement.Exists);
    }

    private static LabelRequirement Require(string key, string op, params string[] values) =>
        new() { Key = key, Operator = op, Values = values.Length > 0 ? values : null };
}
