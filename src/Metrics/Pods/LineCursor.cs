namespace ModelMonitor.Metrics;

/// <summary>A place in one line of an exposition, with the tokens that both formats share.</summary>
/// <param name="line">The line without its line break.</param>
internal ref struct LineCursor(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    public readonly bool IsAtEnd => _at == _line.Length;

    /// <summary>The byte here, or NUL at the end.</summary>
    public readonly byte Current => IsAtEnd ? (byte)0 : _line[_at];

    public readonly ReadOnlySpan<byte> Rest => _line[_at..];

    public void SkipBlanks()
    {
        while (Current is (byte)' ' or (byte)'\t') _at++;
    }

    /// <summary>Goes on behind a text if it stands here.</summary>
    public bool TryTake(ReadOnlySpan<byte> text)
    {
        if (!Rest.StartsWith(text)) return false;
        _at += text.Length;
        return true;
    }

    /// <summary>Letters, digits and underscores, not beginning with a digit; empty when none stand here.</summary>
    /// <param name="withColons">Whether colons count as letters, as in metrics' names.</param>
    public ReadOnlySpan<byte> TakeName(bool withColons)
    {
        var start = _at;
        while (char.IsAsciiLetter((char)Current) || Current == '_' || (withColons && Current == ':')
            || (_at > start && char.IsAsciiDigit((char)Current)))
            _at++;
        return _line[start.._at];
    }

    /// <summary>Everything up to a blank, the end, or one more byte.</summary>
    public ReadOnlySpan<byte> TakeUntilBlank(byte alsoBefore = (byte)' ')
    {
        var length = Rest.IndexOfAny((byte)' ', (byte)'\t', alsoBefore);
        var taken = length < 0 ? Rest : Rest[..length];
        _at += taken.Length;
        return taken;
    }

    /// <summary>The inside of a double-quoted text, still escaped.</summary>
    /// <returns>False when none stands here, or it is not closed in this line.</returns>
    public bool TryTakeQuoted(out ReadOnlySpan<byte> escaped)
    {
        escaped = default;
        if (Current != '"') return false;
        for (var i = _at + 1; i < _line.Length; i++)
        {
            if (_line[i] == '\\')
            {
                i++;
            }
            else if (_line[i] == '"')
            {
                escaped = _line[(_at + 1)..i];
                _at = i + 1;
                return true;
            }
        }

        return false;
    }
}
