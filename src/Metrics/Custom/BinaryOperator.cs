namespace ModelMonitor.Metrics;

/// <summary>What stands between a binary operator and its right side.</summary>
/// <param name="IsBool">Whether <c>bool</c>.</param>
/// <param name="HasLabels">Whether <c>on</c> or <c>ignoring</c>.</param>
internal readonly record struct MatchingModifiers(bool IsBool, bool HasLabels);

/// <summary>A binary operator (Prometheus documentation, Operators).</summary>
/// <param name="Precedence">The higher, the tighter it binds.</param>
/// <param name="IsComparison">Whether it compares.</param>
/// <param name="IsSet">Whether it is and, or, unless.</param>
internal sealed record BinaryOperator(int Precedence, bool IsComparison = false, bool IsSet = false)
{
    public const int Loosest = 1;

    /// <summary>Of the power operator, the only one that binds tighter than a sign.</summary>
    public const int Tightest = 6;

    private static readonly Dictionary<string, BinaryOperator> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["or"] = new(Loosest, IsSet: true),
        ["and"] = new(2, IsSet: true),
        ["unless"] = new(2, IsSet: true),
        ["=="] = new(3, IsComparison: true),
        ["!="] = new(3, IsComparison: true),
        ["<"] = new(3, IsComparison: true),
        ["<="] = new(3, IsComparison: true),
        [">"] = new(3, IsComparison: true),
        [">="] = new(3, IsComparison: true),
        ["+"] = new(4),
        ["-"] = new(4),
        ["*"] = new(5),
        ["/"] = new(5),
        ["%"] = new(5),
        ["atan2"] = new(5),
        ["^"] = new(Tightest),
    };

    /// <summary>Whether <c>a op b op c</c> is <c>a op (b op c)</c>.</summary>
    public bool IsRightAssociative => Precedence == Tightest;

    public static BinaryOperator? Find(Token token) =>
        token.Kind is TokenKind.Symbol or TokenKind.Name ? All.GetValueOrDefault(token.Text) : null;

    /// <exception cref="QueryRefusedException">The operands do not fit.</exception>
    public PromQlType ResultOf(PromQlType left, PromQlType right, MatchingModifiers modifiers, Token at)
    {
        if (left is not (PromQlType.Scalar or PromQlType.Vector) || right is not (PromQlType.Scalar or PromQlType.Vector))
            throw new QueryRefusedException(at.Position, $"{at.Text} stands between numbers and instant vectors; a range needs a function such as rate(...) first");
        var areVectors = left == PromQlType.Vector && right == PromQlType.Vector;
        if (IsSet && !areVectors) throw new QueryRefusedException(at.Position, $"{at.Text} stands between two instant vectors");
        if (modifiers.HasLabels && !areVectors) throw new QueryRefusedException(at.Position, "on and ignoring stand between two instant vectors only");
        if (left == PromQlType.Vector || right == PromQlType.Vector) return PromQlType.Vector;
        return IsComparison && !modifiers.IsBool
            ? throw new QueryRefusedException(at.Position, $"two numbers are compared with bool: {at.Text} bool")
            : PromQlType.Scalar;
    }
}
