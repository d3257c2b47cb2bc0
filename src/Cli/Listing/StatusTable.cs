using ModelMonitor.Cli.Printing;

namespace ModelMonitor.Cli.Listing;

/// <summary>The table of <c>status</c>.</summary>
internal static class StatusTable
{
    private static readonly string[] Headings =
        ["NAME", "MODE", "STATE", "WORST", "VALUE/BOUND", "BUDGET", "READY", "LAST DECISION", "AGE", "WHY"];

    private static readonly string[] WideHeadings =
        ["NAME", "MODE", "STATE", "WORST", "VALUE/BOUND", "BUDGET", "READY", "LAST DECISION", "AGE", "TARGET", "ENGINE", "SOURCE", "WHY", "MESSAGE"];

    /// <summary>Writes it.</summary>
    /// <param name="rows">The rows, in their order.</param>
    /// <param name="isWide">Whether every column is shown.</param>
    /// <param name="withNamespace">Whether the first column is the namespace.</param>
    /// <param name="style">Colours.</param>
    /// <param name="width">Width of the terminal, or null.</param>
    /// <param name="output">Where to.</param>
    public static void Write(IReadOnlyList<MonitorRow> rows, bool isWide, bool withNamespace, Style style, int? width, TextWriter output)
    {
        var headings = isWide ? WideHeadings : Headings;
        var first = withNamespace ? 1 : 0;
        var table = new Table(withNamespace ? ["NAMESPACE", .. headings] : headings);
        foreach (var row in rows)
        {
            string[] cells = isWide
                ? [row.Name, row.Mode, row.State, row.Worst, row.Value, row.Budget, row.Replicas, row.Decision, row.Age, row.Target, row.Engine, row.Source, row.Why, row.Message]
                : [row.Name, row.Mode, row.State, row.Worst, row.Value, row.Budget, row.Replicas, row.Decision, row.Age, row.Why];
            table.Add(withNamespace ? [row.Namespace, .. cells] : cells, (column, text) => (column - first) switch
            {
                2 => style.State(row.State, text),
                5 => style.State(row.BudgetState, text),
                _ => text,
            });
        }

        table.Write(output, style, width);
    }
}
