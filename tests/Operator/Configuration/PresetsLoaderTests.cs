using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Tests.Operator.Configuration;

public sealed class PresetsLoaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("presets");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_adds_engines_without_a_build()
    {
        Write("name: mine\nsource: us\nscrape: {port: 9000, path: /metrics}\nsignals:\n  running: {gauge: mine_running}\n");
        Assert.Contains("mine", PresetsLoader.Load(new() { PresetsFolder = _folder.FullName }).Names);
        Assert.DoesNotContain("mine", PresetsLoader.Load(new()).Names);
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_named_with_line_and_field()
    {
        Write("name: mine\nsource: us\nscrape: {port: 0, path: /metrics}\nsignals: {}\n");
        var refusal = Assert.Throws<ConfigurationException>(() => PresetsLoader.Load(new() { PresetsFolder = _folder.FullName }));
        Assert.Contains("mine.yaml:3: scrape.port: 1 to 65535 is expected", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() => Assert.Contains(
        "nowhere", Assert.Throws<ConfigurationException>(() => PresetsLoader.Load(new() { PresetsFolder = Path.Combine(_folder.FullName, "nowhere") })).Message, StringComparison.Ordinal);

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "mine.yaml"), text);
}
