using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>The last samples of one selector's series of one pod: a double per series and scrape, and little else.</summary>
/// <remarks>Not thread-safe. Slots are the pod's: the history says which belongs to which scrape.</remarks>
internal sealed class SeriesRing(SeriesSelector selector, int slots)
{
    /// <summary>Marks a slot without a sample, as Prometheus' stale marker does: a NaN that no number parses to.</summary>
    private static readonly long Absent = BitConverter.DoubleToInt64Bits(double.NaN) ^ 0x2;

    private Entry[] _entries = [];
    private double[] _values = [];
    private long[]? _ownTimes;
    private int _count;
    private int _expected;

    /// <summary>Which series are kept.</summary>
    public SeriesSelector Selector => selector;

    /// <summary>How many are kept.</summary>
    public int Count => _count;

    /// <summary>When a question last wanted the selector, Unix milliseconds.</summary>
    public long LastWanted { get; set; }

    /// <summary>The model's name, the rank and the bucket's edge (NaN without one) of a series.</summary>
    public (string Model, string Rank, double Edge) Labels(int series) => (_entries[series].Model, _entries[series].Rank, _entries[series].Edge);

    /// <summary>Empties a slot for the scrape that begins, and drops the series that no slot has any more.</summary>
    public void Begin(int slot)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            _values[(i * slots) + slot] = BitConverter.Int64BitsToDouble(Absent);
            if (HasAny(i)) Move(i, kept++);
        }

        _count = kept;
        _expected = 0;
    }

    /// <summary>Takes a sample; the first one of a series in a scrape counts, as in Prometheus.</summary>
    /// <returns>Whether it opened a new series.</returns>
    public bool Add(int slot, UInt128 id, ExpositionLabels labels, double value, long? timestamp)
    {
        var series = Find(id);
        var isNew = series < 0;
        if (isNew) series = Open(id, labels);
        _expected = series + 1;
        if (!IsAbsent(_values[(series * slots) + slot])) return isNew;
        _values[(series * slots) + slot] = double.IsNaN(value) ? double.NaN : value;
        if (timestamp is { } own) OwnTimes()[(series * slots) + slot] = own;
        else if (_ownTimes is not null) _ownTimes[(series * slots) + slot] = 0;
        return isNew;
    }

    /// <summary>Gives back what growing left over.</summary>
    public void Commit()
    {
        if (_entries.Length > _count) Resize(_count);
    }

    /// <summary>A sample, or null where the series had none in that scrape.</summary>
    /// <param name="series">The series.</param>
    /// <param name="slot">The scrape's slot.</param>
    /// <param name="scraped">The scrape's time, Unix milliseconds; the sample's own, where it has one, comes instead.</param>
    public (long Time, double Value)? Sample(int series, int slot, long scraped)
    {
        var at = (series * slots) + slot;
        if (IsAbsent(_values[at])) return null;
        return (_ownTimes?[at] is { } own and not 0 ? own : scraped, _values[at]);
    }

    private bool HasAny(int series)
    {
        foreach (var value in Values(series))
            if (!IsAbsent(value)) return true;
        return false;
    }

    private static bool IsAbsent(double value) => BitConverter.DoubleToInt64Bits(value) == Absent;

    // Expositions keep their order, so that the series is nearly always the one behind the last.
    private int Find(UInt128 id)
    {
        if (_expected < _count && _entries[_expected].Id == id) return _expected;
        for (var i = 0; i < _count; i++)
            if (_entries[i].Id == id) return i;
        return -1;
    }

    private int Open(UInt128 id, ExpositionLabels labels)
    {
        if (_count == _entries.Length) Resize(Math.Max(4, 2 * _count));
        var le = labels.Find("le"u8);
        var edge = !le.IsEmpty && ExpositionNumber.TryParse(le, out var parsed) ? parsed : double.NaN;
        _entries[_count] = new(id, edge, Shared(Encoding.UTF8.GetString(selector.ModelOf(labels)), e => e.Model), Shared(selector.RankOf(labels), e => e.Rank));
        Values(_count).Fill(BitConverter.Int64BitsToDouble(Absent));
        return _count++;
    }

    // A pod has few models and ranks: its series share their names.
    private string Shared(string text, Func<Entry, string> of)
    {
        for (var i = _count - 1; i >= 0; i--)
            if (of(_entries[i]) == text) return of(_entries[i]);
        return text;
    }

    private void Move(int from, int to)
    {
        if (from == to) return;
        _entries[to] = _entries[from];
        Values(from).CopyTo(Values(to));
        _ownTimes?.AsSpan(from * slots, slots).CopyTo(_ownTimes.AsSpan(to * slots, slots));
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _entries, capacity);
        Array.Resize(ref _values, capacity * slots);
        if (_ownTimes is not null) Array.Resize(ref _ownTimes, capacity * slots);
    }

    private long[] OwnTimes() => _ownTimes ??= new long[_values.Length];

    private Span<double> Values(int series) => _values.AsSpan(series * slots, slots);

    private readonly record struct Entry(UInt128 Id, double Edge, string Model, string Rank);
}
