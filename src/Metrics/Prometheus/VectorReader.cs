using System.Text.Json;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// Reads the answer of <c>/api/v1/query</c> token by token, hands each series on as soon as it is complete, and keeps only the
/// envelope. Can be fed in pieces that end anywhere between two tokens.
/// </summary>
/// <remarks>Not thread-safe; reads one answer. Format: the HTTP API page of the Prometheus documentation.</remarks>
internal sealed class VectorReader(VectorSampleHandler onSample)
{
    private const int MaxWarnings = 10;

    private readonly Utf8StringPool _pool = new();
    private readonly Dictionary<string, string> _labels = [];
    private byte[] _scratch = new byte[256];
    private Place _place = Place.Start;
    private string _property = "";
    private int? _skippedFrom;
    private int _valueIndex;
    private double _value;
    private UnknownReason? _fault;

    private enum Place
    {
        Start,
        Root,
        Data,
        Result,
        Series,
        Metric,
        Value,
        Warnings,
        End,
    }

    public string? Status { get; private set; }

    public string? ErrorType { get; private set; }

    public string? Error { get; private set; }

    public string? ResultType { get; private set; }

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
            case Place.Series when _property == "value" && token == JsonTokenType.StartArray: BeginValue(); break;
            case Place.Series when _property == "histogram": Skip(ref reader, UnknownReason.WrongType); break;
            case Place.Metric when token == JsonTokenType.EndObject: _place = Place.Series; break;
            case Place.Metric when token == JsonTokenType.String: _labels[_property] = Text(ref reader); break;
            case Place.Metric: throw new JsonException("a label is no string");
            case Place.Value when token == JsonTokenType.EndArray: _place = Place.Series; break;
            case Place.Value when _valueIndex++ == 1: TakeValue(ref reader); break;
            default: Skip(ref reader, _fault); break;
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
        _value = 0;
        _fault = UnknownReason.InvalidValue;
    }

    private void BeginValue()
    {
        _place = Place.Value;
        _valueIndex = 0;
    }

    private void TakeValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Skip(ref reader, UnknownReason.InvalidValue);
            return;
        }

        var isFinite = PrometheusNumber.TryParse(Bytes(ref reader), out var value) && double.IsFinite(value);
        _value = isFinite ? value : 0;
        _fault = isFinite ? null : UnknownReason.InvalidValue;
    }

    private void EndSeries()
    {
        _place = Place.Result;
        Series++;
        onSample(new VectorSample(_labels, _value, _fault));
    }

    private void Skip(ref Utf8JsonReader reader, UnknownReason? fault)
    {
        _fault = fault;
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
