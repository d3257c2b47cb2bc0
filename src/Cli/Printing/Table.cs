namespace ModelMonitor.Cli.Printing;

/// <summary>Columns under headings, as wide as their texts, three spaces apart, as kubectl's are.</summary>
/// <param name="headings">The headings.</param>
internal sealed class Table(params string[] headings)
{
    private const string Gap = "   ";

    private readonly List<(string[] Cells, Func<int, string, string>? Paint)> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As many as there are headings; an empty one is shown as <c>-</c>.</param>
    /// <param name="paint">Colours a padded cell, by its column; null for none.</param>
    public void Add(string[] cells, Func<int, string, string>? paint = null) => _rows.Add((cells, paint));

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="style">Colours of the headings.</param>
    /// <param name="width">Most characters of a line; what is beyond is cut. Null for no limit.</param>
    public void Write(TextWriter output, Style style, int? width = null)
    {
        var rows = _rows.Select(r => (Cells: r.Cells.Select(c => c.Length == 0 ? "-" : c).ToArray(), r.Paint)).ToList();
        var widths = headings.Select((h, i) => rows.Select(r => r.Cells[i].Length).Append(h.Length).Max()).ToArray();
        output.WriteLine(style.Heading(Line(headings, null)));
        foreach (var (cells, paint) in rows) output.WriteLine(Line(cells, paint));

        string Line(string[] cells, Func<int, string, string>? paint)
        {
            var (line, room) = ("", width ?? int.MaxValue);
            for (var i = 0; i < cells.Length && room > 0; i++)
            {
                var cell = i == cells.Length - 1 ? cells[i] : cells[i].PadRight(widths[i]) + Gap;
                if (cell.Length > room) cell = cell[..room];
                room -= cell.Length;
                line += paint is null ? cell : paint(i, cell);
            }

            return line.TrimEnd();
        }
    }
}
