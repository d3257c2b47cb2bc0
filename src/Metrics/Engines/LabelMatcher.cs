using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>One condition on a label, as in a PromQL selector. A label that is not there counts as empty.</summary>
public sealed record LabelMatcher
{
    private readonly Regex? _regex;

    /// <summary>Makes a matcher.</summary>
    /// <param name="label">The label's name.</param>
    /// <param name="op">How it is compared.</param>
    /// <param name="value">What with: a text, or a regular expression that .NET and RE2 read alike.</param>
    /// <exception cref="ArgumentException">The regular expression is none.</exception>
    public LabelMatcher(string label, MatchOperator op, string value)
    {
        (Label, Operator, Value) = (label, op, value);
        if (op is MatchOperator.Regex or MatchOperator.NotRegex)
            _regex = new($@"^(?s:{value})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>The label's name.</summary>
    public string Label { get; }

    /// <summary>How it is compared.</summary>
    public MatchOperator Operator { get; }

    /// <summary>What with.</summary>
    public string Value { get; }

    /// <summary>Whether a label's value fulfils it; empty for a label that is not there.</summary>
    /// <param name="value">The value.</param>
    public bool Matches(string value) => Operator switch
    {
        MatchOperator.Equal => value == Value,
        MatchOperator.NotEqual => value != Value,
        MatchOperator.Regex => _regex!.IsMatch(value),
        _ => !_regex!.IsMatch(value),
    };

    /// <inheritdoc/>
    public bool Equals(LabelMatcher? other) => other is not null && (Label, Operator, Value) == (other.Label, other.Operator, other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Label, Operator, Value);

    /// <summary>As PromQL has it.</summary>
    public override string ToString() => Label + Operator switch
    {
        MatchOperator.Equal => "=",
        MatchOperator.NotEqual => "!=",
        MatchOperator.Regex => "=~",
        _ => "!~",
    } + PromQl.Quote(Value);
}
