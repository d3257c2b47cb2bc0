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
        var text = new StringBuilder(128);
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

    // By name, equal ones as they came. A scrape does this for every series of every object: no query over the few tags.
    private ArraySegment<(string Name, string Value)> Labels()
    {
        var labels = new (string Name, string Value)[_tags.Length];
        var count = 0;
        foreach (var tag in _tags)
        {
            if (Convert.ToString(tag.Value, CultureInfo.InvariantCulture) is not { Length: > 0 } value) continue;
            var name = MetricName.Sanitize(tag.Key);
            var place = count++;
            for (; place > 0 && string.CompareOrdinal(labels[place - 1].Name, name) > 0; place--) labels[place] = labels[place - 1];
            labels[place] = (name, value);
        }

        return new(labels, 0, count);
    }

    private bool Contains(string name, object? value)
    {
        foreach (var tag in _tags)
            if (tag.Key == name && Equals(tag.Value, value)) return true;
        return false;
    }
}
