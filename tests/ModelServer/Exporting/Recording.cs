using System.Globalization;
using System.Text;

namespace ModelMonitor.ModelServer.Exporting;

/// <summary>A recorded page of metrics. <c>#+ 2.5</c> behind a sample: it grows by 2.5 per second.</summary>
internal static class Recording
{
    private const string Growth = " #+ ";

    /// <summary>The built-in one: two GPUs as dcgm-exporter shows them, a reconstruction.</summary>
    public static string BuiltIn()
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream("dcgm.txt")!;
        return new StreamReader(stream).ReadToEnd();
    }

    /// <summary>The page as it reads after some time. What cannot be understood is served as it is: it is the reader's matter.</summary>
    /// <param name="text">The recorded page.</param>
    /// <param name="age">Time since it was recorded.</param>
    public static string After(string text, TimeSpan age)
    {
        var page = new StringBuilder(text.Length);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty) continue;
            page.Append(Grown(line.ToString(), age.TotalSeconds)).Append('\n');
        }

        return page.ToString();
    }

    private static string Grown(string line, double seconds)
    {
        var mark = line.StartsWith('#') ? -1 : line.LastIndexOf(Growth, StringComparison.Ordinal);
        if (mark < 0) return line;
        var value = line.LastIndexOf(' ', mark - 1) + 1;
        return double.TryParse(line.AsSpan(value, mark - value), CultureInfo.InvariantCulture, out var start)
            && double.TryParse(line.AsSpan(mark + Growth.Length), CultureInfo.InvariantCulture, out var perSecond)
            ? string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, value)}{start + perSecond * seconds:0.###}")
            : line;
    }
}
