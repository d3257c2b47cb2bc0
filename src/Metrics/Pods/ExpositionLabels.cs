using System.Text.Unicode;

namespace ModelMonitor.Metrics;

/// <summary>The labels of one series, unescaped, in a buffer that is used again for the next. Valid until the parser's next line.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ExpositionLabels
{
    /// <summary>Most labels of one series. Prometheus has no limit; engines have a handful, and a bound keeps a hostile pod cheap.</summary>
    public const int MaxCount = 256;

    private readonly List<(int Name, int Value, int End)> _labels = [];
    private byte[] _bytes = new byte[512];
    private int _used;
    private Range _metricName;

    /// <summary>How many there are, without the metric's name.</summary>
    public int Count => _labels.Count;

    /// <summary>A label's name, UTF-8.</summary>
    /// <param name="index">From 0, in the order of the exposition.</param>
    public ReadOnlySpan<byte> Name(int index) => _bytes.AsSpan(_labels[index].Name.._labels[index].Value);

    /// <summary>A label's value, UTF-8; may be empty, which is the same as no label.</summary>
    /// <param name="index">As for <see cref="Name"/>.</param>
    public ReadOnlySpan<byte> Value(int index) => _bytes.AsSpan(_labels[index].Value.._labels[index].End);

    /// <summary>A label's value, or empty where there is no such label.</summary>
    /// <param name="name">The label's name, UTF-8.</param>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Count; i++)
            if (Name(i).SequenceEqual(name)) return Value(i);
        return [];
    }

    /// <summary>The metric's name where it was given in quotes within the braces.</summary>
    public ReadOnlySpan<byte> MetricName => _bytes.AsSpan(_metricName);

    /// <summary>Whether the metric's name was given so.</summary>
    public bool HasMetricName { get; private set; }

    public void Clear()
    {
        _labels.Clear();
        (_used, _metricName, HasMetricName) = (0, default, false);
    }

    public void SetMetricName(ReadOnlySpan<byte> escaped)
    {
        var start = _used;
        Append(escaped);
        (_metricName, HasMetricName) = (start.._used, true);
    }

    /// <summary>Adds a label.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Add(ReadOnlySpan<byte> escapedName, ReadOnlySpan<byte> escapedValue)
    {
        if (Count == MaxCount) return "more labels than are read";
        var name = _used;
        Append(escapedName);
        var value = _used;
        Append(escapedValue);
        var added = _bytes.AsSpan(name..value);
        if (added.IsEmpty) return "a label name is empty";
        if (!Utf8.IsValid(added) || !Utf8.IsValid(_bytes.AsSpan(value.._used))) return "a label is not valid UTF-8";
        if (added.SequenceEqual("__name__"u8)) return "a label name is there twice";
        for (var i = 0; i < Count; i++)
            if (Name(i).SequenceEqual(added)) return "a label name is there twice";
        _labels.Add((name, value, _used));
        return null;
    }

    // A backslash before anything else than these three stands for itself, as in Prometheus.
    private void Append(ReadOnlySpan<byte> escaped)
    {
        if (_used + escaped.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _used + escaped.Length));
        for (var i = 0; i < escaped.Length; i++)
        {
            var (c, next) = (escaped[i], i + 1 < escaped.Length ? escaped[i + 1] : default);
            var isEscape = c == '\\' && next is (byte)'"' or (byte)'\\' or (byte)'n';
            if (isEscape) i++;
            _bytes[_used++] = !isEscape ? c : next == 'n' ? (byte)'\n' : next;
        }
    }
}
