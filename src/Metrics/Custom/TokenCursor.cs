namespace ModelMonitor.Metrics;

/// <summary>Walks along a query's tokens, and reads the small things that are the same wherever they stand.</summary>
/// <param name="tokens">The query's tokens, the last of them the end.</param>
internal sealed class TokenCursor(IReadOnlyList<Token> tokens)
{
    private int _at;

    /// <summary>The token that comes next.</summary>
    public Token Next => tokens[_at];

    public static QueryRefusedException Refused(Token at, string message) => new(at.Position, message);

    public Token Take() => Next.Kind == TokenKind.End ? Next : tokens[_at++];

    public void Expect(string symbol)
    {
        if (!Next.IsSymbol(symbol))
            throw Refused(Next, $"'{symbol}' is missing before {(Next.Kind == TokenKind.End ? "the end" : $"'{Next.Text}'")}");
        Take();
    }

    /// <summary>Labels in parentheses.</summary>
    public List<string> ReadLabels()
    {
        Expect("(");
        var labels = new List<string>();
        while (!Next.IsSymbol(")"))
        {
            var label = Take();
            var isLabel = label.Kind == TokenKind.Name && !label.Text.Contains(':', StringComparison.Ordinal) && !label.IsWord("inf") && !label.IsWord("nan");
            if (!isLabel) throw Refused(label, "between these parentheses stand names of labels, separated by commas");
            labels.Add(label.Text);
            if (!Next.IsSymbol(")")) Expect(",");
        }

        Take();
        return labels;
    }

    /// <summary>A duration within its limit.</summary>
    /// <param name="what">What it is the length of, in words.</param>
    /// <param name="longest">The limit.</param>
    /// <param name="inWords">The limit as PromQL writes it.</param>
    public TimeSpan ReadDuration(string what, TimeSpan longest, string inWords)
    {
        var token = Take();
        if (token.Kind != TokenKind.Duration) throw Refused(token, $"{what} is written as a duration with its unit, like 5m");
        var seconds = 0m;
        var number = 0m;
        for (var i = 0; i < token.Text.Length; i++)
        {
            if (char.IsAsciiDigit(token.Text[i]))
            {
                number = (number * 10) + (token.Text[i] - '0');
                continue;
            }

            var isMilliseconds = token.Text.AsSpan(i).StartsWith("ms");
            seconds += number * (isMilliseconds ? 0.001m : UnitOf(token.Text[i]));
            (number, i) = (0, isMilliseconds ? i + 1 : i);
        }

        if (seconds == 0) throw Refused(token, $"{what} must be longer than 0");
        return seconds > (decimal)longest.TotalSeconds ? throw Refused(token, $"{what} may be {inWords} at most") : TimeSpan.FromSeconds((double)seconds);
    }

    private static decimal UnitOf(char unit) => unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 31_536_000 };
}
