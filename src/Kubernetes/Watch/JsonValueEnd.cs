using System.Buffers;
using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Finds where the first JSON value of a growing buffer ends. What was looked at is not looked at again, but for the last token.</summary>
/// <remarks>Assumptions: from call to call the buffer keeps its beginning and grows at its end. One value, one instance.</remarks>
internal sealed class JsonValueEnd
{
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = ProtocolJsonContext.MaxDepth });
    private long _seen;

    /// <summary>The length of the value with the white space before it; null while its end has not come, or when there is none to come.</summary>
    /// <param name="buffer">The bytes so far.</param>
    /// <param name="isLast">Whether no more will come.</param>
    /// <exception cref="JsonException">It is no JSON, or it ends inside of the value.</exception>
    public long? TryFind(ReadOnlySequence<byte> buffer, bool isLast)
    {
        var hasBegun = _seen > 0;
        if (!hasBegun && isLast && IsBlank(buffer)) return null;
        var reader = new Utf8JsonReader(buffer.Slice(_seen), isLast, _state);
        while (reader.Read())
        {
            hasBegun = true;
            if (reader is { CurrentDepth: 0, TokenType: not (JsonTokenType.StartObject or JsonTokenType.StartArray) }) return _seen + reader.BytesConsumed;
        }

        if (hasBegun) (_state, _seen) = (reader.CurrentState, _seen + reader.BytesConsumed);
        return null;
    }

    private static bool IsBlank(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
            if (part.Span.ContainsAnyExcept(" \t\r\n"u8)) return false;
        return true;
    }
}
