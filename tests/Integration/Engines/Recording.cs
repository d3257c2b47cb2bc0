using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>
/// What a model server or exporter exposes at a moment: a file of <c>Recordings/&lt;engine&gt;/&lt;version&gt;.txt</c> in the text format of
/// Prometheus, with these lines and ends of lines of our own:
/// <list type="bullet">
/// <item><c>#+ 2.5</c> behind a sample: it grows by 2.5 per second; <c>was 4</c> behind that: by 4 until an hour ago.</item>
/// <item><c>#! name=value</c>: labels that the scrape adds (default: the engine as namespace and the version as pod); with
/// <c>honor_labels=true</c> the series' own labels win.</item>
/// <item><c>#? namespace=a pod=b</c>: whose the series are, where that is not who is scraped; <c>service</c> for a gateway's.</item>
/// <item><c>#&lt; minutes=3</c>: how long the series are to have been there already.</item>
/// </list>
/// </summary>
internal sealed class Recording
{
    private static readonly Lazy<IReadOnlyList<Recording>> Loaded = new(Load);

    private readonly List<RecordedSample> _samples = [];
    private readonly Dictionary<string, string> _scrapeLabels = [];
    private readonly Dictionary<string, string> _subject = [];
    private readonly Dictionary<string, string> _history = [];

    private Recording(string engine, string version, IEnumerable<string> lines)
    {
        (Engine, Version) = (engine, version);
        foreach (var line in lines) Add(line);
        HonorsLabels = _scrapeLabels.Remove("honor_labels");
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

    /// <summary>Whose the series are: <c>namespace</c> and <c>pod</c> or <c>service</c>.</summary>
    public IReadOnlyDictionary<string, string> Subject => _subject.Count > 0 ? _subject : _scrapeLabels;

    /// <summary>Whether the series are a Service's and not a pod's.</summary>
    public bool HasService => _subject.ContainsKey("service");

    /// <summary>How long the series are to have been there already; null for no matter.</summary>
    public TimeSpan? History => _history.TryGetValue("minutes", out var minutes) ? TimeSpan.FromMinutes(Number(minutes))
        : _history.TryGetValue("hours", out var hours) ? TimeSpan.FromHours(Number(hours))
        : null;

    public IReadOnlyList<RecordedSample> Samples => _samples;

    /// <summary>Names of its metrics as Prometheus stores them.</summary>
    public IReadOnlySet<string> MetricNames => _samples.Select(s => s.Series.Split('{')[0]).ToHashSet();

    /// <summary>The exposition after some time, with its timestamp on each sample: what grows does so exactly as the samples' times do.</summary>
    public string At(double seconds, long unixMilliseconds)
    {
        var text = new StringBuilder();
        foreach (var sample in _samples)
            text.Append(CultureInfo.InvariantCulture, $"{sample.Series} {sample.At(seconds):R} {unixMilliseconds}\n");
        return text.ToString();
    }

    private static List<Recording> Load()
    {
        var folder = Repository.PathOf("tests", "Integration", "Engines", "Recordings");
        var recordings = new List<Recording>();
        foreach (var file in Directory.GetFiles(folder, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var (engine, version) = (Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileNameWithoutExtension(file));
            var lines = File.ReadAllLines(file);
            recordings.Add(new(engine, version, lines));
            foreach (var variation in Variations.All.Where(v => v.Engine == engine && v.Version == version))
                recordings.Add(new(engine, $"{version}-{variation.Name}", variation.Edit(lines)));
        }

        return recordings;
    }

    private void Add(string line)
    {
        switch (line.Length > 2 ? line[..2] : "")
        {
            case "#!": AddTo(_scrapeLabels, line); break;
            case "#?": AddTo(_subject, line); break;
            case "#<": AddTo(_history, line); break;
            case "# ": break;
            default: _samples.Add(RecordedSample.Parse(line)); break;
        }
    }

    private static void AddTo(Dictionary<string, string> labels, string line)
    {
        foreach (var label in line[3..].Split(' ')) labels.Add(label.Split('=')[0], label.Split('=')[1]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
