using System.Text.Json;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// Reads the answer of a query token by token, hands each series on as soon as it is complete, and keeps only the envelope. Can be fed
/// in pieces that end anywhere between two tokens.
/// </summary>
/// <remarks>Not thread-safe; reads one answer. Format: the HTTP API page of the Prometheus documentation.</remarks>
/// <param name="expectedType">The <c>resultType</c> that the query is to have.</param>
/// <param name="property">The property of a series that holds its numbers.</param>
internal abstract class AnswerReader(string expectedType, string property)
{
    private const int MaxWarnings = 10;

    private readonly Utf8StringPool _pool = new();
    private readonly Dictionary<string, string> _labels = [];
    private byte[] _scratch = new byte[256];
    private Place _place = Place.Start;
    private string _property = "";
    private int? _skippedFrom;
    private int _pointIndex;
    private double _time;
    private double _value;
    private UnknownReason? _pointFault;
    private UnknownReason? _seriesFault;

    private enum Place
    {
        Start,
        Root,
        Data,
        Result,
        Series,
        Metric,
        Points,
        Point,
        Warnings,
        End,
    }

    public string? Status { get; private set; }

    public string? ErrorType { get; private set; }

    public string? Error { get; private set; }

    public string? ResultType { get; private set; }

    /// <summary>The <c>resultType</c> that the query is to have.</summary>
    public string ExpectedType => expectedType;

    /// <summary>Series handed on so far.</summary>
    public int Series { get; private set; }

    /// <summary>What the server says is missing from its answer.</summary>
    public List<string> Warnings { get; } = [];

    /// <exception cref="JsonException">No JSON, or not of the query API's form.</exception>
    public void Read(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (_skippedFrom is { } depth)
            {
                if (IsEnd(reader.TokenType) && reader.CurrentDepth == depth) _skippedFrom = null;
            }
            else
            {
                OnToken(ref reader);
            }
        }
    }

    /// <summary>A series begins; its points follow, then its end.</summary>
    protected abstract void OnSeries();

    /// <summary>A point of the series.</summary>
    /// <param name="time">Unix seconds; NaN where the answer has no number.</param>
    /// <param name="value">A finite number; 0 and without meaning when there is a fault.</param>
    /// <param name="fault">Null for a finite number.</param>
    protected abstract void OnPoint(double time, double value, UnknownReason? fault);

    /// <summary>A series is complete.</summary>
    /// <param name="labels">Its labels; reused for the next.</param>
    /// <param name="fault">What else than numbers it has, or null.</param>
    protected abstract void OnSeriesEnd(IReadOnlyDictionary<string, string> labels, UnknownReason? fault);

    private static bool IsEnd(JsonTokenType token) => token is JsonTokenType.EndObject or JsonTokenType.EndArray;

    private static bool IsStart(JsonTokenType token) => token is JsonTokenType.StartObject or JsonTokenType.StartArray;

    private void OnToken(ref Utf8JsonReader reader)
    {
        var token = reader.TokenType;
        if (token == JsonTokenType.PropertyName)
        {
            _property = Text(ref reader);
            return;
        }

        switch (_place)
        {
            case Place.Start when token == JsonTokenType.StartObject: _place = Place.Root; break;
            case Place.Start: throw new JsonException("the answer is no JSON object");
            case Place.Root when token == JsonTokenType.EndObject: _place = Place.End; break;
            case Place.Root when _property == "data" && token == JsonTokenType.StartObject: _place = Place.Data; break;
            case Place.Root when _property == "warnings" && token == JsonTokenType.StartArray: _place = Place.Warnings; break;
            case Place.Root when token == JsonTokenType.String: Envelope(Text(ref reader)); break;
            case Place.Warnings when token == JsonTokenType.EndArray: _place = Place.Root; break;
            case Place.Warnings when token == JsonTokenType.String: Warn(Text(ref reader)); break;
            case Place.Data when token == JsonTokenType.EndObject: _place = Place.Root; break;
            case Place.Data when _property == "result" && token == JsonTokenType.StartArray: _place = Place.Result; break;
            case Place.Data when _property == "resultType" && token == JsonTokenType.String: ResultType = Text(ref reader); break;
            case Place.Result when token == JsonTokenType.EndArray: _place = Place.Data; break;
            case Place.Result when token == JsonTokenType.StartObject: BeginSeries(); break;
            case Place.Series when token == JsonTokenType.EndObject: EndSeries(); break;
            case Place.Series when _property == "metric" && token == JsonTokenType.StartObject: _place = Place.Metric; break;
            case Place.Series when _property == property && token == JsonTokenType.StartArray: BeginPoints(); break;
            case Place.Series when _property is "histogram" or "histograms": SkipSeries(ref reader); break;
            case Place.Metric when token == JsonTokenType.EndObject: _place = Place.Series; break;
            case Place.Metric when token == JsonTokenType.String: _labels[_property] = Text(ref reader); break;
            case Place.Metric: throw new JsonException("a label is no string");
            case Place.Points when token == JsonTokenType.EndArray: _place = Place.Series; break;
            case Place.Points when token == JsonTokenType.StartArray: BeginPoint(); break;
            case Place.Point when token == JsonTokenType.EndArray: EndPoint(); break;
            case Place.Point: TakePart(ref reader, _pointIndex++); break;
            default: Skip(ref reader); break;
        }
    }

    private void Envelope(string text)
    {
        switch (_property)
        {
            case "status": Status = text; break;
            case "errorType": ErrorType = text; break;
            case "error": Error = text; break;
        }
    }

    // Remarks of the PromQL evaluator are about single series, which are then missing and noticed as such; some versions send even
    // its mere hints as warnings. Every other warning means that a part of the storage did not answer.
    private void Warn(string text)
    {
        var isRemark = text.StartsWith("PromQL info:", StringComparison.Ordinal)
            || text.StartsWith("PromQL warning:", StringComparison.Ordinal);
        if (!isRemark && Warnings.Count < MaxWarnings) Warnings.Add(text);
    }

    private void BeginSeries()
    {
        _place = Place.Series;
        _labels.Clear();
        _seriesFault = null;
        OnSeries();
    }

    // An instant vector's series has the one point itself where a matrix' has a list of them.
    private void BeginPoints()
    {
        if (property == "value") BeginPoint();
        else _place = Place.Points;
    }

    private void BeginPoint()
    {
        _place = Place.Point;
        (_pointIndex, _time, _value, _pointFault) = (0, double.NaN, 0, UnknownReason.InvalidValue);
    }

    private void EndPoint()
    {
        _place = property == "value" ? Place.Series : Place.Points;
        OnPoint(_time, _value, _pointFault);
    }

    private void TakePart(ref Utf8JsonReader reader, int index)
    {
        if (index == 0 && reader.TokenType == JsonTokenType.Number)
        {
            _time = reader.TryGetDouble(out var time) ? time : double.NaN;
        }
        else if (index == 1 && reader.TokenType == JsonTokenType.String)
        {
            var isFinite = PrometheusNumber.TryParse(Bytes(ref reader), out var value) && double.IsFinite(value);
            (_value, _pointFault) = isFinite ? (value, default(UnknownReason?)) : (0, UnknownReason.InvalidValue);
        }
        else
        {
            Skip(ref reader);
        }
    }

    private void EndSeries()
    {
        _place = Place.Result;
        Series++;
        OnSeriesEnd(_labels, _seriesFault);
    }

    private void SkipSeries(ref Utf8JsonReader reader)
    {
        _seriesFault = UnknownReason.WrongType;
        Skip(ref reader);
    }

    private void Skip(ref Utf8JsonReader reader)
    {
        if (IsStart(reader.TokenType)) _skippedFrom = reader.CurrentDepth;
    }

    private string Text(ref Utf8JsonReader reader) => _pool.Get(Bytes(ref reader));

    private ReadOnlySpan<byte> Bytes(ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence && !reader.ValueIsEscaped) return reader.ValueSpan;
        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        if (_scratch.Length < length) _scratch = new byte[length];
        try
        {
            return _scratch.AsSpan(0, reader.CopyString(_scratch));
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text is not UTF-8", e);
        }
    }
}
