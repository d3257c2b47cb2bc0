using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>
/// What a model server or exporter exposes at a moment: a file of <c>Recordings/&lt;engine&gt;/&lt;version&gt;.txt</c> in the text format of
/// Prometheus, where <c>#+ 2.5</c> behind a sample says by how much it grows per second, and a line <c>#! name=value</c> which labels the
/// scrape adds (default: the engine as namespace and the version as pod; <c>honor_labels=true</c> keeps the series' own labels).
/// </summary>
internal sealed class Recording
{
    private const string Growth = " #+ ";
    private const string Scrape = "#! ";
    private const string Honor = "honor_labels";

    private static readonly Lazy<IReadOnlyList<Recording>> Loaded = new(Load);

    private readonly List<(string Series, double Value, double PerSecond)> _samples = [];
    private readonly Dictionary<string, string> _scrapeLabels = [];

    private Recording(string engine, string version, IEnumerable<string> lines)
    {
        (Engine, Version) = (engine, version);
        foreach (var line in lines) Add(line);
        HonorsLabels = _scrapeLabels.Remove(Honor);
        if (_scrapeLabels.Count > 0) return;
        _scrapeLabels.Add("namespace", engine);
        _scrapeLabels.Add("pod", version);
    }

    /// <summary>The files, and their <see cref="Variations"/>.</summary>
    public static IReadOnlyList<Recording> All => Loaded.Value;

    public string Engine { get; }

    public string Version { get; }

    /// <summary>Labels that the scrape adds.</summary>
    public IReadOnlyDictionary<string, string> ScrapeLabels => _scrapeLabels;

    /// <summary>Whether the series' own labels win over <see cref="ScrapeLabels"/>.</summary>
    public bool HonorsLabels { get; }

    /// <summary>Names of its metrics as Prometheus stores them.</summary>
    public IReadOnlySet<string> MetricNames => _samples.Select(s => s.Series.Split('{')[0]).ToHashSet();

    /// <summary>The exposition after some time, with its timestamp on each sample: what grows does so exactly as the samples' times do.</summary>
    public string At(double seconds, long unixMilliseconds)
    {
        var text = new StringBuilder();
        foreach (var (series, value, perSecond) in _samples)
            text.Append(CultureInfo.InvariantCulture, $"{series} {value + (perSecond * seconds):R} {unixMilliseconds}\n");
        return text.ToString();
    }

    private void Add(string line)
    {
        if (line.StartsWith(Scrape, StringComparison.Ordinal))
        {
            foreach (var label in line[Scrape.Length..].Split(' ')) _scrapeLabels.Add(label.Split('=')[0], label.Split('=')[1]);
        }
        else if (!line.StartsWith('#'))
        {
            var parts = line.Split(Growth);
            var space = parts[0].LastIndexOf(' ');
            _samples.Add((parts[0][..space], Number(parts[0][(space + 1)..]), parts.Length > 1 ? Number(parts[1]) : 0));
        }
    }

    private static IReadOnlyList<Recording> Load()
    {
        var folder = Repository.PathOf("tests", "Integration", "Engines", "Recordings");
        var recordings = new List<Recording>();
        foreach (var file in Directory.GetFiles(folder, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var (engine, version) = (Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileNameWithoutExtension(file));
            recordings.Add(new(engine, version, File.ReadLines(file)));
            foreach (var variation in Variations.All.Where(v => v.Engine == engine && v.Version == version))
                recordings.Add(new(engine, $"{version}-{variation.Name}", File.ReadLines(file).Select(variation.Edit)));
        }

        return recordings;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
