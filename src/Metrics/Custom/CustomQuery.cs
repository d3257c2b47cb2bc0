using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>
/// A query of a monitor's own, shown to read nothing but its namespace: each of its selectors holds <c>$selector</c> (the namespace) or
/// <c>$pods</c> (the namespace and the target's ready pods) as a matcher of its own, beside which other matchers can only leave out more.
/// </summary>
/// <remarks>
/// Guarantees: what is accepted is PromQL of the kinds that <see cref="QueryParser"/> knows, every token of it understood; anything else
/// is refused. It gives an instant vector. Ranges, offsets and subqueries are bounded (<see cref="QueryLimits"/>).
/// Caveats: whether regular expressions are well formed, and whether there is any data, only the source can tell.
/// Immutable.
/// </remarks>
public sealed class CustomQuery
{
    private readonly string _text;
    private readonly IReadOnlyList<Token> _placeholders;

    private CustomQuery(string text, IReadOnlyList<Token> placeholders) => (_text, _placeholders) = (text, placeholders);

    /// <summary>Whether it speaks of pods, so that it cannot be asked while there are none.</summary>
    public bool NeedsPods => _placeholders.Any(p => p.Text == Tokenizer.Pods);

    /// <summary>Reads a query and checks it.</summary>
    /// <param name="text">PromQL with placeholders.</param>
    /// <returns>The query; or what is wrong with it, where, and how to put it right, in one sentence.</returns>
    public static (CustomQuery? Query, string? Error) Parse(string text)
    {
        try
        {
            return (new(text, new QueryParser(Tokenizer.Read(text)).ReadQuery()), null);
        }
        catch (QueryRefusedException e)
        {
            var before = text.AsSpan(0, Math.Min(e.Position, text.Length));
            var column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
            return (null, FormattableString.Invariant($"line {before.Count('\n') + 1}, column {column}: {e.Message}"));
        }
    }

    /// <summary>Puts the namespace and the pods in the places of the placeholders.</summary>
    /// <param name="ns">The monitor's namespace.</param>
    /// <param name="pods">Names of the target's ready pods.</param>
    /// <returns>PromQL.</returns>
    /// <exception cref="ArgumentException">It needs pods, and there are none: an empty list would match what has no pod.</exception>
    public string Render(string ns, IReadOnlyCollection<string> pods)
    {
        if (NeedsPods && pods.Count == 0) throw new ArgumentException("the query needs at least one pod", nameof(pods));
        var inNamespace = $"namespace={PromQl.Quote(ns)}";
        var ofPods = NeedsPods ? $"{inNamespace},pod=~{PromQl.QuoteAnyOf(pods.Order(StringComparer.Ordinal))}" : "";
        var rendered = new StringBuilder(_text.Length + (_placeholders.Count * (inNamespace.Length + ofPods.Length)));
        var end = 0;
        foreach (var placeholder in _placeholders)
        {
            rendered.Append(_text, end, placeholder.Position - end).Append(placeholder.Text == Tokenizer.Pods ? ofPods : inNamespace);
            end = placeholder.Position + placeholder.Text.Length;
        }

        return rendered.Append(_text, end, _text.Length - end).ToString();
    }
}
