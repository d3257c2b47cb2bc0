using System.Globalization;
using System.Text.Unicode;

namespace ModelMonitor.Metrics;

/// <summary>
/// Reads an exposition line by line, in Prometheus' text format 0.0.4 or OpenMetrics 1.0, names in quotes (Prometheus 3) included, and
/// hands on every sample: histograms and summaries as the plain series they are stored as, exemplars checked and dropped. As strict as
/// Prometheus: one wrong line makes the whole exposition worthless, because a half-written answer must not pass for a whole one.
/// </summary>
/// <remarks>
/// Nothing is allocated per line. Not thread-safe; reads one exposition. Formats: the Prometheus documentation, Exposition formats; the
/// OpenMetrics specification 1.0; where they leave room, what Prometheus does, which a test compares. Refused here alone: a raw line
/// break within quotes, a NUL outside of quotes and comments, and more than <see cref="ExpositionLabels.MaxCount"/> labels.
/// </remarks>
/// <param name="format">The format.</param>
/// <param name="onSample">Takes each sample. What it was given counts only when <see cref="End"/> returns.</param>
internal sealed class ExpositionParser(ExpositionFormat format, ExpositionSampleHandler onSample)
{
    private readonly bool _isOpenMetrics = format == ExpositionFormat.OpenMetrics;
    private readonly ExpositionLabels _labels = new();
    private readonly ExpositionLabels _exemplar = new();
    private int _line;
    private bool _isEnded;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its line break.</param>
    /// <exception cref="ExpositionException">It is not of the format.</exception>
    public void Line(ReadOnlySpan<byte> line)
    {
        _line++;
        if (_isEnded) throw Wrong("there is more behind # EOF");
        var cursor = new LineCursor(line);
        if (!_isOpenMetrics) cursor.SkipBlanks();
        if (cursor.IsAtEnd && !_isOpenMetrics) return;
        if (cursor.Current == '#') Comment(ref cursor);
        else Sample(ref cursor);
    }

    /// <summary>Says that there are no more lines.</summary>
    /// <exception cref="ExpositionException">The exposition is not complete.</exception>
    public void End()
    {
        if (_isOpenMetrics && !_isEnded) throw Wrong("# EOF is missing: the answer is cut off");
    }

    private void Comment(ref LineCursor cursor)
    {
        cursor.TryTake("#"u8);
        if (_isOpenMetrics)
        {
            if (!cursor.TryTake(" "u8)) throw Wrong("one blank is expected behind #");
            if (cursor.Rest.SequenceEqual("EOF"u8)) _isEnded = true;
            else if (cursor.TryTake("HELP "u8)) Help(ref cursor);
            else if (cursor.TryTake("TYPE "u8)) Type(ref cursor);
            else if (cursor.TryTake("UNIT "u8)) Unit(ref cursor);
            else throw Wrong("a comment that is neither HELP, TYPE, UNIT nor EOF");
            return;
        }

        if (cursor.Current is not ((byte)' ' or (byte)'\t')) return;
        cursor.SkipBlanks();
        var isHelp = cursor.TryTake("HELP"u8);
        if ((!isHelp && !cursor.TryTake("TYPE"u8)) || cursor.Current is not ((byte)' ' or (byte)'\t')) return;
        cursor.SkipBlanks();
        if (isHelp) Help(ref cursor);
        else Type(ref cursor);
    }

    private void Help(ref LineCursor cursor)
    {
        MetadataName(ref cursor);
        if (!Utf8.IsValid(MetadataText(ref cursor))) throw Wrong("a help text is not valid UTF-8");
    }

    private void Type(ref LineCursor cursor)
    {
        MetadataName(ref cursor);
        var type = MetadataText(ref cursor);
        var isKnown = type.SequenceEqual("counter"u8) || type.SequenceEqual("gauge"u8) || type.SequenceEqual("histogram"u8)
            || type.SequenceEqual("summary"u8);
        if (!isKnown && _isOpenMetrics)
            isKnown = type.SequenceEqual("unknown"u8) || type.SequenceEqual("info"u8) || type.SequenceEqual("stateset"u8)
                || type.SequenceEqual("gaugehistogram"u8);
        else if (!isKnown) isKnown = type.SequenceEqual("untyped"u8);
        if (!isKnown) throw Wrong("no such metric type");
    }

    private void Unit(ref LineCursor cursor)
    {
        var name = MetadataName(ref cursor);
        var unit = MetadataText(ref cursor);
        if (unit.IsEmpty) return;
        if (!name.EndsWith(unit) || name.Length == unit.Length || name[^(unit.Length + 1)] != '_')
            throw Wrong("the unit is not the end of the metric's name");
    }

    private ReadOnlySpan<byte> MetadataName(ref LineCursor cursor)
    {
        if (cursor.TryTakeQuoted(out var name)) return name;
        name = cursor.TakeName(withColons: true);
        return name.IsEmpty ? throw Wrong("a metric's name is expected") : name;
    }

    // The text begins one byte behind the name, whatever that byte is; OpenMetrics wants a blank.
    private ReadOnlySpan<byte> MetadataText(ref LineCursor cursor)
    {
        if (_isOpenMetrics && cursor.Current != ' ') throw Wrong("a blank is expected behind the metric's name");
        return cursor.IsAtEnd ? [] : cursor.Rest[1..];
    }

    private void Sample(ref LineCursor cursor)
    {
        _labels.Clear();
        var name = cursor.TakeName(withColons: true);
        if (name.IsEmpty && cursor.Current != '{') throw Wrong("a metric's name is expected");
        if (!_isOpenMetrics) cursor.SkipBlanks();
        if (cursor.TryTake("{"u8)) Labels(ref cursor, _labels, mayHoldName: name.IsEmpty);
        if (name.IsEmpty)
        {
            name = _labels.MetricName;
            if (name.IsEmpty) throw Wrong("there is no metric's name");
            if (!Utf8.IsValid(name)) throw Wrong("a metric's name is not valid UTF-8");
        }

        if (_isOpenMetrics) OpenMetricsValue(ref cursor, name);
        else TextValue(ref cursor, name);
    }

    private void Labels(ref LineCursor cursor, ExpositionLabels labels, bool mayHoldName)
    {
        while (true)
        {
            SkipInLabels(ref cursor);
            if (cursor.TryTake("}"u8)) return;
            var isQuoted = cursor.TryTakeQuoted(out var name);
            if (!isQuoted) name = cursor.TakeName(withColons: false);
            if (!isQuoted && name.IsEmpty) throw Wrong("a label's name is expected");
            SkipInLabels(ref cursor);
            if (isQuoted && cursor.Current is (byte)',' or (byte)'}')
            {
                if (!mayHoldName || labels.HasMetricName) throw Wrong("a label's value is expected");
                labels.SetMetricName(name);
                cursor.TryTake(","u8);
                continue;
            }

            if (!cursor.TryTake("="u8)) throw Wrong("= is expected behind a label's name");
            SkipInLabels(ref cursor);
            if (!cursor.TryTakeQuoted(out var value)) throw Wrong("a label's value in quotes is expected");
            if (labels.Add(name, value) is { } problem) throw Wrong(problem);
            SkipInLabels(ref cursor);
            // A comma behind the last label is allowed; the text format lets commas be missing, too.
            if (!cursor.TryTake(","u8) && _isOpenMetrics && cursor.Current != '}') throw Wrong("a comma or } is expected behind a label");
        }
    }

    private void SkipInLabels(ref LineCursor cursor)
    {
        if (!_isOpenMetrics) cursor.SkipBlanks();
    }

    private void TextValue(ref LineCursor cursor, ReadOnlySpan<byte> name)
    {
        cursor.SkipBlanks();
        var value = Number(cursor.TakeUntilBlank(alsoBefore: (byte)'{'));
        cursor.SkipBlanks();
        long? timestamp = null;
        if (!cursor.IsAtEnd)
        {
            var digits = cursor.TakeUntilBlank();
            timestamp = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? milliseconds
                : throw Wrong("a timestamp in whole milliseconds is expected");
            cursor.SkipBlanks();
        }

        if (!cursor.IsAtEnd) throw Wrong("there is more behind the sample");
        onSample(name, _labels, value, timestamp);
    }

    private void OpenMetricsValue(ref LineCursor cursor, ReadOnlySpan<byte> name)
    {
        var value = NumberBehindBlank(ref cursor);
        long? timestamp = null;
        if (!cursor.IsAtEnd && !cursor.Rest.StartsWith(" # {"u8)) timestamp = Milliseconds(NumberBehindBlank(ref cursor));
        if (cursor.TryTake(" # {"u8))
        {
            _exemplar.Clear();
            Labels(ref cursor, _exemplar, mayHoldName: false);
            NumberBehindBlank(ref cursor);
            if (!cursor.IsAtEnd) Milliseconds(NumberBehindBlank(ref cursor));
        }

        if (!cursor.IsAtEnd) throw Wrong("there is more behind the sample");
        onSample(name, _labels, value, timestamp);
    }

    private double NumberBehindBlank(ref LineCursor cursor) =>
        cursor.TryTake(" "u8) ? Number(cursor.TakeUntilBlank()) : throw Wrong("one blank is expected before a number");

    private double Number(ReadOnlySpan<byte> text) =>
        ExpositionNumber.TryParse(text, out var value) ? value : throw Wrong(text.IsEmpty ? "a value is missing" : "a value is no number");

    private long Milliseconds(double seconds) =>
        double.IsFinite(seconds) ? (long)(seconds * 1000) : throw Wrong("a timestamp is not finite");

    private ExpositionException Wrong(string problem) => new(Math.Max(_line, 1), problem);
}
