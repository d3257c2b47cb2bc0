namespace ModelMonitor.Cli.Printing;

/// <summary>What standard output is.</summary>
internal sealed class Terminal
{
    private string? _shown;

    /// <summary>Nothing but a stream: no colours, no width.</summary>
    public static Terminal None => new() { Style = Style.Plain };

    /// <summary>Whether a person sees it as it comes.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Colours.</summary>
    public required Style Style { get; init; }

    /// <summary>Most characters of a line, or null for no limit.</summary>
    public int? Width { get; init; }

    /// <summary>This process's own.</summary>
    public static Terminal OfProcess()
    {
        var isTerminal = !Console.IsOutputRedirected;
        return new() { IsTerminal = isTerminal, Style = Style.For(isTerminal, Environment.GetEnvironmentVariable), Width = isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : null };
    }

    /// <summary>
    /// Writes a page: on a terminal in the place of the one before, elsewhere below it, after an empty line, and only when it differs.
    /// </summary>
    /// <param name="output">Where to.</param>
    /// <param name="write">Writes the page.</param>
    public void Redraw(TextWriter output, Action<TextWriter> write)
    {
        using var page = new StringWriter { NewLine = "\n" };
        write(page);
        var text = page.ToString();
        if (IsTerminal) output.Write($"\e[H\e[J{text}");
        else if (text != _shown) output.Write(_shown is null ? text : $"\n{text}");
        _shown = text;
        output.Flush();
    }
}
