namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>A recording with one thing renamed, as engines do between versions: nothing may then be read as 0 that is not known to be.</summary>
/// <param name="Engine">The recording's engine.</param>
/// <param name="Version">The recording's version.</param>
/// <param name="Name">What is different; appended to the version, and to the pod or Service whose the series are.</param>
/// <param name="From">Text of series lines.</param>
/// <param name="To">What stands there instead.</param>
internal sealed record Variation(string Engine, string Version, string Name, string From, string To)
{
    /// <summary>A metric has another name.</summary>
    public static Variation OfMetric(string engine, string version, string metric, string newName) =>
        new(engine, version, "other-metric", metric, newName);

    /// <summary>A label is missing: it has another name.</summary>
    public static Variation OfLabel(string engine, string version, string label, string name = "other-label") =>
        new(engine, version, name, $"{label}=\"", $"renamed_{label}=\"");

    public IEnumerable<string> Edit(IReadOnlyList<string> lines)
    {
        var subject = lines.FirstOrDefault(l => l.StartsWith("#?", StringComparison.Ordinal))?.Split('=')[^1];
        foreach (var line in lines)
        {
            var edited = line.StartsWith('#') ? line : line.Replace(From, To, StringComparison.Ordinal);
            if (subject is not null)
                edited = line.StartsWith("#?", StringComparison.Ordinal) ? $"{line}-{Name}" : edited.Replace($"\"{subject}\"", $"\"{subject}-{Name}\"", StringComparison.Ordinal);
            yield return edited;
        }
    }
}
