namespace ModelMonitor.Metrics;

/// <summary>Kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>A name of a metric, label, function or keyword: what it is, its place decides.</summary>
    Name,
    Number,
    Duration,
    String,

    /// <summary><c>$selector</c> or <c>$pods</c>.</summary>
    Placeholder,

    /// <summary>Operators, brackets and the like.</summary>
    Symbol,
    End,
}

/// <summary>One token of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written.</param>
/// <param name="Position">Where it begins, from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool IsSymbol(string text) => Kind == TokenKind.Symbol && Text == text;

    /// <summary>Whether it is a keyword; those are written in any case.</summary>
    public bool IsWord(string lower) => Kind == TokenKind.Name && Text.Equals(lower, StringComparison.OrdinalIgnoreCase);
}
