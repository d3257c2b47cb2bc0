namespace ModelMonitor.Metrics;

/// <summary>
/// Reads a custom query by PromQL's grammar, with the types of everything, and refuses what is not understood, so that nothing can hide
/// between two readings of a text. It keeps no tree: only where the placeholders are.
/// </summary>
/// <param name="tokens">The query's tokens.</param>
internal sealed class QueryParser(IReadOnlyList<Token> tokens)
{
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "unless", "atan2", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset", "start", "end",
        "inf", "nan", "with", "default", "if", "ifnot", "limit", "keep_metric_names", "anchored", "smoothed", "fill", "fill_left", "fill_right",
    };

    private readonly TokenCursor _tokens = new(tokens);
    private readonly List<Token> _placeholders = [];
    private int _depth;
    private int _subqueries;

    private Token Next => _tokens.Next;

    /// <summary>Reads the whole query.</summary>
    /// <returns>The placeholders in the order of the text.</returns>
    /// <exception cref="QueryRefusedException">It is not accepted.</exception>
    public IReadOnlyList<Token> ReadQuery()
    {
        var first = Next;
        if (first.Kind == TokenKind.End) throw TokenCursor.Refused(first, "the query is empty");
        var type = ReadExpression(BinaryOperator.Loosest);
        if (Next.Kind != TokenKind.End) throw TokenCursor.Refused(Next, $"'{Next.Text}' is one too many here");
        return type switch
        {
            PromQlType.Vector => _placeholders,
            PromQlType.Scalar => throw TokenCursor.Refused(first, "the query gives a plain number; write vector(...) around it"),
            PromQlType.Range => throw TokenCursor.Refused(first, "the query gives ranges of samples; use a function such as rate(...) on them"),
            _ => throw TokenCursor.Refused(first, "the query gives a text; it must give a number"),
        };
    }

    private PromQlType ReadExpression(int loosest)
    {
        if (++_depth > QueryLimits.MaxDepth) throw TokenCursor.Refused(Next, "the query is nested too deep");
        var left = ReadUnary();
        while (BinaryOperator.Find(Next) is { } binary && binary.Precedence >= loosest)
        {
            var sign = _tokens.Take();
            var modifiers = ReadModifiers(binary);
            var right = ReadExpression(binary.IsRightAssociative ? binary.Precedence : binary.Precedence + 1);
            left = binary.ResultOf(left, right, modifiers, sign);
        }

        _depth--;
        return left;
    }

    private PromQlType ReadUnary()
    {
        if (!Next.IsSymbol("+") && !Next.IsSymbol("-")) return ReadOperand();
        var sign = _tokens.Take();
        var type = ReadExpression(BinaryOperator.Tightest);
        return type is PromQlType.Scalar or PromQlType.Vector ? type : throw TokenCursor.Refused(sign, "a sign stands before numbers and instant vectors only");
    }

    private PromQlType ReadOperand()
    {
        var (start, subqueries) = (Next, _subqueries);
        var (type, isSelector) = ReadPrimary();
        var mayShift = isSelector;
        while (true)
        {
            if (Next.IsSymbol("["))
            {
                var bracket = _tokens.Take();
                var isSubquery = ReadRange();
                if (isSubquery && type != PromQlType.Vector) throw TokenCursor.Refused(bracket, "a subquery stands after an instant vector");
                if (isSubquery && _subqueries++ > subqueries) throw TokenCursor.Refused(start, "there is a subquery inside a subquery; leave one out");
                if (!isSubquery && !isSelector)
                    throw TokenCursor.Refused(bracket, "a range stands directly after a selector's braces; after anything else write a subquery with its step, like [1h:1m]");
                (type, isSelector, mayShift) = (PromQlType.Range, false, true);
            }
            else if (Next.IsWord("offset"))
            {
                if (!mayShift) throw TokenCursor.Refused(Next, "offset stands once, directly after a selector, its range or a subquery");
                _tokens.Take();
                if (Next.IsSymbol("-")) throw TokenCursor.Refused(Next, "an offset into the future is not allowed");
                _tokens.ReadDuration("offset", QueryLimits.LongestOffset, "7d");
                (isSelector, mayShift) = (false, false);
            }
            else
            {
                return Next.IsSymbol("@") ? throw TokenCursor.Refused(Next, "@ is not allowed: a query is about now; use offset") : type;
            }
        }
    }

    private (PromQlType Type, bool IsSelector) ReadPrimary()
    {
        var token = _tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Number: return (PromQlType.Scalar, false);
            case TokenKind.String: return (PromQlType.String, false);
            case TokenKind.Duration: throw TokenCursor.Refused(token, $"the duration {token.Text} stands where a value must stand; write it in seconds");
            case TokenKind.Placeholder: throw TokenCursor.Refused(token, $"{token.Text} stands inside braces: write up{{{token.Text}}}");
            case TokenKind.Name: return ReadNamed(token);
            case TokenKind.End: throw TokenCursor.Refused(token, "something is missing at the end");
        }

        if (token.Text == "{")
        {
            ReadMatchers(token, null);
            return (PromQlType.Vector, true);
        }

        if (token.Text != "(") throw TokenCursor.Refused(token, $"'{token.Text}' stands where a metric, a function or a number must stand");
        var type = ReadExpression(BinaryOperator.Loosest);
        _tokens.Expect(")");
        return type == PromQlType.String ? throw TokenCursor.Refused(token, "a text needs no parentheses here; remove them") : (type, false);
    }

    private (PromQlType Type, bool IsSelector) ReadNamed(Token name)
    {
        if (name.Text.Equals("inf", StringComparison.OrdinalIgnoreCase) || name.Text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return (PromQlType.Scalar, false);
        if (PromQlFunctions.Aggregations.TryGetValue(name.Text.ToLowerInvariant(), out var parameter))
        {
            ReadAggregation(name, parameter);
            return (PromQlType.Vector, false);
        }

        if (Keywords.Contains(name.Text)) throw TokenCursor.Refused(name, $"the word '{name.Text}' stands where a metric, a function or a number must stand");
        if (Next.IsSymbol("(")) return (ReadCall(name), false);
        if (!Next.IsSymbol("{"))
            throw TokenCursor.Refused(name, $"the metric {name.Text} would be read of all namespaces: write {name.Text}{{{Tokenizer.Selector}}}");
        ReadMatchers(_tokens.Take(), name);
        return (PromQlType.Vector, true);
    }

    private PromQlType ReadCall(Token name)
    {
        if (!PromQlFunctions.All.TryGetValue(name.Text, out var function))
            throw TokenCursor.Refused(name, $"there is no function {name.Text}, or it is not allowed in a custom query");
        var types = ReadArguments();
        if (types.Count < function.Least || types.Count > function.Most)
        {
            var wanted = function.Least == function.Most ? $"{function.Least}" : $"{function.Least} to {function.Most}";
            throw TokenCursor.Refused(name, $"{name.Text} takes {wanted} arguments, and here are {types.Count}");
        }

        for (var i = 0; i < types.Count; i++)
            CheckType(types[i].At, types[i].Type, function.Arguments[Math.Min(i, function.Arguments.Count - 1)], name.Text);
        return function.Result;
    }

    private void ReadAggregation(Token name, PromQlType? parameter)
    {
        var isGrouped = ReadGrouping();
        if (!Next.IsSymbol("(")) throw TokenCursor.Refused(name, $"after {name.Text} come parentheses, before or after by (...) or without (...)");
        var types = ReadArguments();
        if (!isGrouped) ReadGrouping();
        var wanted = parameter is null ? 1 : 2;
        if (types.Count != wanted) throw TokenCursor.Refused(name, $"{name.Text} takes {wanted} arguments, and here are {types.Count}");
        if (parameter is { } type) CheckType(types[0].At, types[0].Type, type, name.Text);
        CheckType(types[^1].At, types[^1].Type, PromQlType.Vector, name.Text);
    }

    private bool ReadGrouping()
    {
        if (!Next.IsWord("by") && !Next.IsWord("without")) return false;
        _tokens.Take();
        _tokens.ReadLabels();
        return true;
    }

    private List<(Token At, PromQlType Type)> ReadArguments()
    {
        _tokens.Expect("(");
        var types = new List<(Token, PromQlType)>();
        while (!Next.IsSymbol(")"))
        {
            if (types.Count > 0) _tokens.Expect(",");
            types.Add((Next, ReadExpression(BinaryOperator.Loosest)));
        }

        _tokens.Take();
        return types;
    }

    private static void CheckType(Token at, PromQlType type, PromQlType wanted, string function)
    {
        if (type == wanted) return;
        throw TokenCursor.Refused(at, wanted switch
        {
            PromQlType.Range => $"{function} needs a range here, like up{{{Tokenizer.Selector}}}[5m]",
            PromQlType.Vector => $"{function} needs an instant vector here, not {(type == PromQlType.Range ? "a range" : "a plain value")}",
            PromQlType.Scalar => $"{function} needs a number here",
            _ => $"{function} needs a text in quotes here",
        });
    }

    // Whether names and values are right, matters less than that each matcher is whole: the placeholder stands beside them, and all must hold.
    private void ReadMatchers(Token brace, Token? metric)
    {
        var isBound = false;
        while (!Next.IsSymbol("}"))
        {
            var token = _tokens.Take();
            if (token.Kind == TokenKind.Placeholder)
            {
                _placeholders.Add(token);
                isBound = true;
            }
            else
            {
                ReadMatcher(token, metric);
            }

            if (Next.IsSymbol("}")) break;
            if (Next.IsWord("or")) throw TokenCursor.Refused(Next, "'or' inside braces is not PromQL; write two selectors and 'or' between them");
            _tokens.Expect(",");
        }

        _tokens.Take();
        if (isBound) return;
        var written = metric?.Text ?? "";
        throw TokenCursor.Refused(metric ?? brace, $"the selector would read all namespaces: write {written}{{{Tokenizer.Selector}}} with the other matchers after a comma");
    }

    private void ReadMatcher(Token label, Token? metric)
    {
        if (label.Kind != TokenKind.Name || label.Text.Contains(':', StringComparison.Ordinal))
            throw TokenCursor.Refused(label, "inside braces stand matchers like pod=\"x\", separated by commas");
        if (metric is not null && label.Text == "__name__") throw TokenCursor.Refused(label, "the metric's name stands before the braces already");
        if (_tokens.Take() is not { Kind: TokenKind.Symbol, Text: "=" or "!=" or "=~" or "!~" } comparison)
            throw TokenCursor.Refused(label, $"after the label {label.Text} comes = or != or =~ or !~");
        if (_tokens.Take().Kind != TokenKind.String) throw TokenCursor.Refused(comparison, $"after {label.Text}{comparison.Text} comes a text in quotes");
    }

    private MatchingModifiers ReadModifiers(BinaryOperator binary)
    {
        var isBool = Next.IsWord("bool");
        if (isBool && !binary.IsComparison) throw TokenCursor.Refused(Next, "bool stands after comparisons only");
        if (isBool) _tokens.Take();
        if (!Next.IsWord("on") && !Next.IsWord("ignoring"))
        {
            if (Next.IsWord("group_left") || Next.IsWord("group_right")) throw TokenCursor.Refused(Next, $"{Next.Text} stands after on (...) or ignoring (...)");
            return new(isBool, false);
        }

        var isOn = _tokens.Take().IsWord("on");
        var labels = _tokens.ReadLabels();
        if (Next.IsWord("group_left") || Next.IsWord("group_right"))
        {
            var group = _tokens.Take();
            if (binary.IsSet) throw TokenCursor.Refused(group, $"{group.Text} cannot stand with and, or, unless");
            var included = Next.IsSymbol("(") ? _tokens.ReadLabels() : [];
            if (isOn && included.FirstOrDefault(labels.Contains) is { } both) throw TokenCursor.Refused(group, $"the label {both} stands in on and in {group.Text}");
        }

        return new(isBool, true);
    }

    /// <returns>Whether it is a subquery's.</returns>
    private bool ReadRange()
    {
        _tokens.ReadDuration("a range", QueryLimits.LongestRange, "24h");
        var isSubquery = Next.IsSymbol(":");
        if (isSubquery)
        {
            _tokens.Take();
            if (Next.IsSymbol("]")) throw TokenCursor.Refused(Next, "a subquery needs its step, like [1h:1m]");
            var step = Next;
            if (_tokens.ReadDuration("a subquery's step", QueryLimits.LongestRange, "24h") < QueryLimits.ShortestStep)
                throw TokenCursor.Refused(step, "a subquery's step must be at least 15s");
        }

        _tokens.Expect("]");
        return isSubquery;
    }
}
