using System.Globalization;

namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>Reads a load's history from comma-separated values with a header line.</summary>
public static class LoadCsv
{
    /// <summary>Most bytes of a file: a quarter of a year, second by second.</summary>
    public const long MaxBytes = 256 << 20;

    private const string Time = "time";
    private const string Rate = "requests_per_second";
    private const string Replicas = "replicas";
    private const string Variation = "cv";
    private const string InputTokens = "input_tokens";
    private const string OutputTokens = "output_tokens";

    /// <summary>Most requests per second that are believed.</summary>
    public const double MaxRate = 1e6;

    private const double MaxTokens = 1e6;
    private const int MaxReplicas = 100_000;
    private const double MaxVariation = 1_000;

    // Numbers of seconds from here on are counted since 1970, as Prometheus does; those below since the beginning.
    private const double FirstUnixSecond = 1e9;
    private const double LastUnixSecond = 1e10;

    // RFC 3339, and the same with a blank for the T, as databases write it; without a zone it is UTC.
    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK"];

    private static readonly string[] Known = [Time, Rate, Replicas, Variation, InputTokens, OutputTokens];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It is no such table; the message names line and column.</exception>
    public static LoadHistory Read(string path) => Parse(InputException.ReadFile(path, MaxBytes), path);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="InputException">It is no such table; the message names line and column.</exception>
    public static LoadHistory Parse(string text, string path)
    {
        using var lines = new StringReader(text);
        var columns = Columns(lines.ReadLine(), path);
        var rows = new List<LoadRow>();
        double? first = null;
        var isCalendar = false;
        var number = 1;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var row = new CsvRow(path, number, columns, line.Split(','));
            var seconds = row.Time(Time, out var hasDate);
            isCalendar = first is null ? hasDate || seconds >= FirstUnixSecond : isCalendar;
            first ??= seconds;
            if (hasDate && !isCalendar) throw row.Fault(Time, "is a date, and the first row's is not; use one form");
            var at = TimeSpan.FromSeconds(seconds - first.Value);
            if (rows.Count > 0 && at <= rows[^1].At) throw row.Fault(Time, "is not later than the row before; sort the rows by time");
            rows.Add(new(at, row.Number(Rate, MaxRate))
            {
                Replicas = row.Number(Replicas, MaxReplicas) is { } replicas ? (int)Math.Round(replicas) : null,
                Variation = row.Number(Variation, MaxVariation),
                InputTokens = row.Number(InputTokens, MaxTokens),
                OutputTokens = row.Number(OutputTokens, MaxTokens),
            });
        }

        DateTimeOffset? start = isCalendar ? DateTimeOffset.UnixEpoch.AddSeconds(first!.Value) : null;
        return new(path, start, rows);
    }

    /// <summary>Reads a time of the calendar.</summary>
    /// <param name="text">RFC 3339; a blank for the T and a missing zone, which is UTC, are forgiven.</param>
    /// <param name="time">The time, when the text is one.</param>
    /// <returns>Whether the text is a time.</returns>
    public static bool TryParseTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static Dictionary<string, int> Columns(string? header, string path)
    {
        var names = (header ?? "").TrimStart('\ufeff').Split(',').Select(n => n.Trim().Trim('"').ToLowerInvariant()).ToList();
        var columns = new Dictionary<string, int>();
        for (var n = 0; n < names.Count; n++)
        {
            if (!Known.Contains(names[n])) continue;
            if (!columns.TryAdd(names[n], n)) throw new InputException($"{path}:1", $"the column {names[n]} is there twice; keep one");
        }

        foreach (var needed in new[] { Time, Rate })
        {
            if (!columns.ContainsKey(needed))
                throw new InputException($"{path}:1", $"has no column {needed}; the first line names the columns, separated by commas: {string.Join(", ", Known)}");
        }

        return columns;
    }

    private readonly struct CsvRow(string path, int line, Dictionary<string, int> columns, string[] cells)
    {
        public double Time(string column, out bool hasDate)
        {
            var text = Cell(column) is { Length: > 0 } given ? given : throw Fault(column, "is missing");
            hasDate = !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds);
            // A table may count from before its first event, but not so far that a date has no such second.
            if (!hasDate && seconds is >= 0 and < LastUnixSecond) return seconds;
            if (hasDate && TryParseTime(text, out var time)) return (time - DateTimeOffset.UnixEpoch).TotalSeconds;
            throw Fault(column, $"'{Short(text)}' is neither seconds nor RFC 3339, such as 2026-03-01T12:00:00Z");
        }

        public double? Number(string column, double max)
        {
            if (Cell(column) is not { Length: > 0 } text) return null;
            var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            if (isNumber && double.IsNaN(number)) return null;
            return isNumber && number >= 0 && number <= max
                ? number
                : throw Fault(column, string.Create(CultureInfo.InvariantCulture, $"'{Short(text)}' is no number from 0 to {max}; leave it empty where nothing is known"));
        }

        public InputException Fault(string column, string problem) => new($"{path}:{line}", $"column {column}: {problem}");

        private string? Cell(string column) =>
            columns.TryGetValue(column, out var n) && n < cells.Length ? cells[n].Trim().Trim('"') : null;

        private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
    }
}
