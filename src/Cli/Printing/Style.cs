namespace ModelMonitor.Cli.Printing;

/// <summary>Colours of a terminal, or none.</summary>
/// <param name="isColoured">Whether colours are written.</param>
internal sealed class Style(bool isColoured)
{
    /// <summary>No colours.</summary>
    public static Style Plain { get; } = new(false);

    /// <summary>What fits standard output: colours on a terminal that can, unless <c>NO_COLOR</c> is set (no-color.org).</summary>
    /// <param name="isTerminal">Whether it is a terminal.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static Style For(bool isTerminal, Func<string, string?> variable) =>
        new(isTerminal && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") is not "dumb");

    /// <summary>Colours a word by the objective's or budget's state that it is or belongs to.</summary>
    /// <param name="state">Met, AtRisk, Breached, Unknown, BudgetBurning or BudgetSpent; others stay as they are.</param>
    /// <param name="text">The word.</param>
    public string State(string state, string text) => state switch
    {
        "Breached" or "BudgetSpent" => Coloured("31", text),
        "AtRisk" or "Unknown" or "BudgetBurning" => Coloured("33", text),
        "Met" => Coloured("32", text),
        _ => text,
    };

    /// <summary>A heading.</summary>
    public string Heading(string text) => Coloured("1", text);

    private string Coloured(string code, string text) => isColoured && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
