using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>
/// Takes a query apart, by the rules of Prometheus' own lexer (its promql/parser package, 2.42 and 3) where those agree with each other;
/// what one server could read otherwise than another is refused.
/// </summary>
internal sealed partial class Tokenizer
{
    public const string Selector = "$selector";
    public const string Pods = "$pods";

    // Longer ones first.
    private static readonly string[] Symbols =
        ["!=", "=~", "!~", "==", "<=", ">=", "(", ")", "{", "}", "[", "]", ",", "=", "<", ">", "+", "-", "*", "/", "%", "^", "@", ":"];

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private bool _inBrackets;

    private Tokenizer(string text) => _text = text;

    /// <summary>All tokens, the last of them <see cref="TokenKind.End"/>; comments are left out.</summary>
    /// <exception cref="QueryRefusedException">The text is not made of tokens.</exception>
    public static IReadOnlyList<Token> Read(string text)
    {
        if (text.Length > QueryLimits.MaxLength)
            throw new QueryRefusedException(QueryLimits.MaxLength, "a query may have 2,048 characters; this one is longer");
        for (var i = 0; i < text.Length; i++)
        {
            // U+FFFD is what broken text becomes on its way, and Prometheus takes it for broken itself.
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair) i++;
            else if (char.IsSurrogate(text[i]) || text[i] == '\ufffd') throw new QueryRefusedException(i, "the text is broken here; write it again");
            else if (char.IsControl(text[i]) && text[i] is not ('\n' or '\t'))
                throw new QueryRefusedException(i, $"there is a control character U+{(int)text[i]:X4}; only line feeds and tabs may be in a query");
        }

        return new Tokenizer(text).ReadAll();
    }

    private List<Token> ReadAll()
    {
        while (SkipBlanks())
        {
            var c = _text[_at];
            if (c is '"' or '\'' or '`') ReadString(c);
            else if (c == '$') ReadPlaceholder();
            else if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]))) ReadNumber();
            else if (char.IsAsciiLetter(c) || c == '_' || (c == ':' && !_inBrackets)) Add(TokenKind.Name, Name().Match(_text, _at).Length);
            else ReadSymbol();
        }

        _tokens.Add(new(TokenKind.End, "", _at));
        return _tokens;
    }

    private bool SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '#')
        {
            if (_text[_at] != '#')
            {
                _at++;
                continue;
            }

            if (_inBrackets) throw Refused("a comment cannot stand inside square brackets; move it to the end of a line outside");
            var end = _text.IndexOf('\n', _at);
            _at = end < 0 ? _text.Length : end;
        }

        return _at < _text.Length;
    }

    private void ReadSymbol()
    {
        var symbol = Array.Find(Symbols, s => _text.AsSpan(_at).StartsWith(s))
            ?? throw Refused($"the character '{Rune.GetRuneAt(_text, _at)}' has no place in PromQL outside of quotes");
        if (symbol is "[" or "]") _inBrackets = symbol == "[";
        Add(TokenKind.Symbol, symbol.Length);
    }

    private void ReadPlaceholder()
    {
        var length = 1 + Name().Match(_text, _at + 1).Length;
        if (_text.Substring(_at, length) is not (Selector or Pods)) throw Refused("only $selector and $pods can stand after a $");
        Add(TokenKind.Placeholder, length);
    }

    private void ReadNumber()
    {
        var duration = Duration().Match(_text, _at).Length;
        var length = duration > 0 ? duration : Number().Match(_text, _at).Length;
        if (length == 0) throw Refused("this is no number and no duration; durations are written like 90s, 5m or 1h30m, the longest unit first");
        if (duration == 0 && double.TryParse(_text.AsSpan(_at, length), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsInfinity(value))
            throw Refused("this number is too large; infinity is written +Inf");
        Add(duration > 0 ? TokenKind.Duration : TokenKind.Number, length);
    }

    private void ReadString(char quote)
    {
        var match = (quote == '`' ? RawString() : quote == '"' ? DoubleQuoted() : SingleQuoted()).Match(_text, _at);
        if (!match.Success)
            throw Refused($"the text that begins here is not closed by {quote}, or has an escape that PromQL does not know (known: \\\\ \\n \\t \\{quote} and those of Go)");
        Add(TokenKind.String, match.Length);
    }

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new(kind, _text.Substring(_at, length), _at));
        _at += length;
    }

    private QueryRefusedException Refused(string message) => new(_at, message);

    [GeneratedRegex(@"\G[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\G(?:0[xX][0-9a-fA-F]{1,15}|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![a-zA-Z0-9_.])")]
    private static partial Regex Number();

    [GeneratedRegex(@"\G(?=[0-9])(?:[0-9]{1,9}y)?(?:[0-9]{1,9}w)?(?:[0-9]{1,9}d)?(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m(?!s))?(?:[0-9]{1,9}s)?(?:[0-9]{1,9}ms)?(?<=[a-z])(?![a-zA-Z0-9_.])")]
    private static partial Regex Duration();

    [GeneratedRegex("""\G"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-3][0-7]{2}|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U000(?:0(?![dD][89a-fA-F])|[1-9a-fA-F])[0-9a-fA-F]{4}))*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex DoubleQuoted();

    [GeneratedRegex("""\G'(?:[^'\\\n]|\\(?:[abfnrtv\\']|[0-3][0-7]{2}|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U000(?:0(?![dD][89a-fA-F])|[1-9a-fA-F])[0-9a-fA-F]{4}))*'""")]
    private static partial Regex SingleQuoted();

    [GeneratedRegex(@"\G`[^`]*`")]
    private static partial Regex RawString();
}
