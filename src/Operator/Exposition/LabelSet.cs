using System.Globalization;
using System.Text;

namespace ModelMonitor.Operator.Exposition;

/// <summary>A set of tags: found again without allocation, and written once as text.</summary>
internal sealed class LabelSet(ReadOnlySpan<KeyValuePair<string, object?>> tags)
{
    private readonly KeyValuePair<string, object?>[] _tags = tags.ToArray();

    /// <summary>The same for equal tags in any order.</summary>
    public static int Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = tags.Length;
        foreach (var (name, value) in tags) hash += HashCode.Combine(name, value);
        return hash;
    }

    /// <summary>Whether these are the same tags, in any order.</summary>
    public bool Matches(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length) return false;
        foreach (var (name, value) in tags)
            if (!Contains(name, value)) return false;
        return true;
    }

    /// <summary>
    /// The labels as the text format has them, without braces: <c>a="1",b="2"</c>, by name. A tag without a value is no label,
    /// and of tags whose names become equal the first counts.
    /// </summary>
    public string ToText()
    {
        var text = new StringBuilder();
        var last = "";
        foreach (var (name, value) in Labels())
        {
            if (name == last) continue;
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"");
            foreach (var c in value)
                _ = c switch
                {
                    '\\' => text.Append(@"\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append(@"\n"),
                    _ => text.Append(c),
                };
            text.Append('"');
            last = name;
        }

        return text.ToString();
    }

    /// <summary>Whether a label has this value.</summary>
    public bool Has(string label, string value) => Labels().Any(l => l.Name == label && l.Value == value);

    private IEnumerable<(string Name, string Value)> Labels() =>
        from tag in _tags
        let value = Convert.ToString(tag.Value, CultureInfo.InvariantCulture)
        where !string.IsNullOrEmpty(value)
        let name = MetricName.Sanitize(tag.Key)
        orderby name
        select (name, value);

    private bool Contains(string name, object? value)
    {
        foreach (var tag in _tags)
            if (tag.Key == name && Equals(tag.Value, value)) return true;
        return false;
    }
}
