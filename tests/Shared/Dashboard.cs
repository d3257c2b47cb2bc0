using System.Text.Json;

namespace ModelMonitor.Tests;

/// <summary>A Grafana dashboard of <c>config/grafana</c>, as far as tests read it.</summary>
public sealed class Dashboard
{
    private Dashboard(string name, JsonElement root) => (Name, Root) = (name, root);

    /// <summary>Every dashboard.</summary>
    public static IReadOnlyList<Dashboard> All { get; } =
        [.. Directory.GetFiles(Repository.PathOf("config", "grafana"), "*.json").Order(StringComparer.Ordinal).Select(Load)];

    /// <summary>The file's name without its end.</summary>
    public string Name { get; }

    /// <summary>The whole file.</summary>
    public JsonElement Root { get; }

    /// <summary>The variables.</summary>
    public IEnumerable<JsonElement> Variables => Root.GetProperty("templating").GetProperty("list").EnumerateArray();

    /// <summary>The panels, rows among them.</summary>
    public IEnumerable<JsonElement> Panels => Root.GetProperty("panels").EnumerateArray();

    /// <summary>Every query to the data source: of panels, variables and annotations.</summary>
    public IEnumerable<DashboardQuery> Queries =>
    [
        .. from panel in Panels
           where panel.TryGetProperty("targets", out _)
           from target in panel.GetProperty("targets").EnumerateArray()
           select DashboardQuery.Of(Name, $"{panel.GetProperty("title")} {target.GetProperty("refId")}", target.GetProperty("expr").GetString()!),
        .. from variable in Variables
           where variable.GetProperty("type").GetString() == "query"
           select DashboardQuery.Of(Name, $"variable {variable.GetProperty("name")}", variable.GetProperty("query").GetProperty("query").GetString()!),
        .. from annotation in Root.GetProperty("annotations").GetProperty("list").EnumerateArray()
           select DashboardQuery.Of(Name, $"annotation {annotation.GetProperty("name")}", annotation.GetProperty("expr").GetString()!),
    ];

    private static Dashboard Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return new(Path.GetFileNameWithoutExtension(file), document.RootElement.Clone());
    }
}
