using System.Globalization;

namespace ModelMonitor.Cli.Backtest;

/// <summary>A bar on one line of a terminal, drawn again when its percentage moves.</summary>
/// <param name="output">The terminal; null draws nothing.</param>
/// <param name="runs">How many runs there are.</param>
internal sealed class ProgressBar(TextWriter? output, int runs) : IDisposable
{
    private const int Width = 30;
    private int _drawn = -1;
    private int _longest;

    /// <summary>Draws.</summary>
    /// <param name="run">Runs that are done.</param>
    /// <param name="share">How much of the next one is, 0 to 1.</param>
    /// <param name="name">What it is called.</param>
    public void Show(int run, double share, string name)
    {
        var done = Math.Clamp((run + share) / runs, 0, 1);
        if (output is null || (int)(done * 100) == _drawn) return;
        _drawn = (int)(done * 100);
        var filled = (int)(done * Width);
        var line = string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {_drawn,3} %  {name}");
        output.Write($"\r{line.PadRight(_longest)}");
        _longest = line.Length;
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (output is not null && _longest > 0) output.Write($"\r{new string(' ', _longest)}\r");
    }
}
