namespace ModelMonitor.Tests.Operator.Configuration;

/// <summary>A folder as the kubelet makes one of a ConfigMap: files are links into a folder that a second link names, and that link is swapped.</summary>
internal sealed class MountedConfiguration : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mounted");
    private int _version;

    public MountedConfiguration(string yaml)
    {
        Write(yaml);
        File.CreateSymbolicLink(Path, System.IO.Path.Combine("..data", "config.yaml"));
    }

    /// <summary>The file as <c>--config</c> names it.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "config.yaml");

    /// <summary>A folder beside it, for presets.</summary>
    public string Presets => _folder.CreateSubdirectory("presets").FullName;

    /// <summary>Another content: in a new folder, then the swap, then the old folder goes.</summary>
    public void Write(string yaml)
    {
        var before = System.IO.Path.Combine(_folder.FullName, $"..{_version}");
        var after = System.IO.Path.Combine(_folder.FullName, $"..{++_version}");
        Directory.CreateDirectory(after);
        File.WriteAllText(System.IO.Path.Combine(after, "config.yaml"), yaml);
        // The kubelet renames a new link over the old one, which .NET cannot; nobody looks in between, by a clock that stands still.
        var link = System.IO.Path.Combine(_folder.FullName, "..data");
        File.Delete(link);
        Directory.CreateSymbolicLink(link, $"..{_version}");
        if (Directory.Exists(before)) Directory.Delete(before, recursive: true);
    }

    public void Remove() => File.Delete(Path);

    public void Dispose() => _folder.Delete(recursive: true);
}
