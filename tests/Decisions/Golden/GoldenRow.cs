using System.Globalization;

namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>
/// One look of a scenario: a row of input.csv. A blank measurement is unknown. <c>replicas</c> is <c>=</c> while they follow the
/// decisions, a number when somebody sets them, and <c>back</c> when somebody undoes the last decision; <c>startable</c> is how many pods the cluster has room for, blank for enough.
/// </summary>
internal sealed class GoldenRow
{
    public static readonly string[] Columns =
    [
        "t_s", "running", "waiting", "completed", "good", "total", "p95", "inter_token", "output_tokens",
        "replicas", "startable", "rolling", "restart", "bad_recent", "bad_window",
    ];

    private readonly Dictionary<string, string> _cells = Columns.ToDictionary(c => c, _ => "");

    public string this[string column]
    {
        get => _cells[column];
        set => _cells[column] = _cells.ContainsKey(column) ? value : throw new ArgumentException($"no column {column}", nameof(column));
    }

    /// <summary>Seconds since the scenario began.</summary>
    public int Time => (int)Number("t_s")!.Value;

    public double? Number(string column) =>
        _cells[column] is { Length: > 0 } and not ("=" or "back") ? double.Parse(_cells[column], CultureInfo.InvariantCulture) : null;

    public void Set(string column, double value) => this[column] = value.ToString("0.###", CultureInfo.InvariantCulture);

    public bool Is(string column) => _cells[column] == "yes";

    public override string ToString() => string.Join(',', Columns.Select(c => _cells[c]));

    public static IEnumerable<GoldenRow> Read(string file)
    {
        var lines = File.ReadAllLines(file);
        if (lines[0] != string.Join(',', Columns)) throw new FormatException($"{file}: its columns are not {string.Join(',', Columns)}");
        foreach (var line in lines.Skip(1))
        {
            var row = new GoldenRow();
            var cells = line.Split(',');
            for (var i = 0; i < Columns.Length; i++) row[Columns[i]] = cells[i];
            yield return row;
        }
    }
}
