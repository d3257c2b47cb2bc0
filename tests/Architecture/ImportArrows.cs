using System.Reflection;
using System.Xml.Linq;

namespace ModelMonitor.Tests.Architecture;

/// <summary>Imports run strictly downward (docs/architecture.md). A new arrow is a decision, made here and there.</summary>
public sealed class ImportArrows
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Operator", ["Actions", "Metrics", "Decisions", "Resources", "Kubernetes"] },
        { "Cli", ["Simulation", "Metrics", "Decisions", "Resources", "Kubernetes"] },
        { "Metrics", ["Decisions"] },
        { "Simulation", ["Decisions"] },
        { "Actions", ["Kubernetes"] },
        { "Resources", ["Decisions", "Kubernetes"] },
        { "Decisions", [] },
        { "Kubernetes", [] },
    };

    [Fact]
    public void Every_room_is_listed()
    {
        var rooms = Directory.GetDirectories(Repository.PathOf("src")).Select(d => Path.GetFileName(d)!).Order();
        Assert.Equal(Allowed.Select(row => row.Data.Item1).Order(), rooms);
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_references_only_rooms_below_it(string room, string[] allowed)
    {
        var project = XDocument.Load(Repository.PathOf("src", room, $"{room}.csproj"));
        var references = project.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public void An_assembly_uses_only_rooms_below_it(string room, string[] allowed)
    {
        // References flow through, so what a project file does not name may still be used: the compiled assembly tells.
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"ModelMonitor.{room}.dll"));
        var used = assembly.GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(n => n.StartsWith("ModelMonitor.", StringComparison.Ordinal))
            .Select(n => n["ModelMonitor.".Length..]);
        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void Resources_use_only_object_types_of_Kubernetes()
    {
        var resources = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "ModelMonitor.Resources.dll"));
        var clientTypes = resources.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Select(f => f.FieldType)
            .Where(t => t.Namespace == "ModelMonitor.Kubernetes" && (t.Name.Contains("Client", StringComparison.Ordinal) || t.Name.Contains("Informer", StringComparison.Ordinal)));
        Assert.Empty(clientTypes);
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var long_ = new[] { "src", "tests", "hack" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".py")
            .Where(file => File.ReadLines(file).Count() > 400);
        Assert.Empty(long_);
    }
}
