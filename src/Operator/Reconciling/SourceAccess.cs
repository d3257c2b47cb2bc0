namespace ModelMonitor.Operator.Reconciling;

/// <summary>A metrics source that monitors may name.</summary>
/// <param name="Name">Its name in the operator's configuration.</param>
/// <param name="Allows">Whether monitors of a namespace may use it.</param>
public sealed record SourceAccess(string Name, Predicate<string> Allows)
{
    /// <summary>A source for every namespace.</summary>
    /// <param name="name">Its name.</param>
    public static SourceAccess ForAll(string name) => new(name, _ => true);
}
