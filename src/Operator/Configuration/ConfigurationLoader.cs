using System.Buffers;
using System.Text.Json;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Hosting;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Reads and checks the operator's configuration file.</summary>
public static class ConfigurationLoader
{
    private static readonly SearchValues<char> InNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Reads a YAML or JSON file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ConfigurationException">The file is missing, is no YAML, or a field is wrong.</exception>
    public static OperatorConfiguration Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"cannot read the configuration file {path}: {e.Message}", e);
        }

        return Parse(text, path);
    }

    /// <summary>Reads the text of a configuration file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="ConfigurationException">As <see cref="Load"/>.</exception>
    public static OperatorConfiguration Parse(string yaml, string path)
    {
        OperatorConfiguration? configuration;
        try
        {
            configuration = YamlJson.Parse(yaml).Deserialize(ConfigurationJsonContext.Default.OperatorConfiguration);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new ConfigurationException($"{path}: {e.Message}", e);
        }

        configuration ??= new();
        if (configuration.Sources.Count == 0)
            configuration.Sources = [new() { Name = SourceConfiguration.PodsType, Type = SourceConfiguration.PodsType }];
        Check(configuration, path);
        return configuration;
    }

    private static void Check(OperatorConfiguration configuration, string path)
    {
        Within("intervalSeconds", configuration.IntervalSeconds, 1, 300);
        Within("windowSeconds", configuration.WindowSeconds, 10, 600);
        for (var i = 0; i < configuration.Sources.Count; i++)
        {
            var (source, field) = (configuration.Sources[i], $"sources[{i}]");
            if (source.Name.Length is 0 or > 63 || source.Name.AsSpan().ContainsAnyExcept(InNames))
                throw Wrong($"{field}.name", "must be 1 to 63 of a-z, 0-9 and -");
            if (configuration.Sources.Count(s => s.Name == source.Name) > 1) throw Wrong($"{field}.name", $"'{source.Name}' stands twice");
            if (source.Type == SourceConfiguration.PodsType)
            {
                CheckPods(source, field);
                continue;
            }

            if (source.Type != SourceConfiguration.PrometheusType)
                throw Wrong($"{field}.type", $"must be {SourceConfiguration.PrometheusType} or {SourceConfiguration.PodsType}");
            Within($"{field}.scrapeIntervalSeconds", source.ScrapeIntervalSeconds, 1, 120);
            Within($"{field}.timeoutSeconds", source.TimeoutSeconds, 1, 60);
            if (configuration.WindowSeconds < 4 * source.ScrapeIntervalSeconds)
                throw Wrong("windowSeconds", $"must be at least 4 x {field}.scrapeIntervalSeconds = {4 * source.ScrapeIntervalSeconds}, or rates have too few samples");
            foreach (var (name, values) in new[] { ("headers", source.Headers), ("parameters", source.Parameters) })
            {
                foreach (var (key, value) in values)
                {
                    if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
                        throw Wrong($"{field}.{name}.{key}", "must be a text, a number, true or false");
                }
            }

            if (source.Tenant is { FromNamespace: false }) throw Wrong($"{field}.tenant.fromNamespace", "must be true: there is no other way yet");
            if (SourceFactory.OptionsOf(source, configuration).FindFault() is { } fault) throw Wrong($"{field}.{fault.Field}", fault.Problem);
            foreach (var (name, file) in FilesOf(source))
                if (!File.Exists(file)) throw Wrong($"{field}.{name}", $"names '{file}', which does not exist; mount it");
        }

        // It scrapes in the operator's own rhythm.
        void CheckPods(SourceConfiguration source, string field)
        {
            if (source.Url.Length > 0) throw Wrong($"{field}.url", "must be left out: the pods are scraped where they are");
            if (configuration.WindowSeconds < 4 * configuration.IntervalSeconds)
                throw Wrong("windowSeconds", $"must be at least 4 x intervalSeconds = {4 * configuration.IntervalSeconds}, or rates of scraped pods have too few samples");
        }

        ConfigurationException Wrong(string field, string what) => new($"{path}: {field} {what}");

        void Within(string field, int value, int low, int high)
        {
            if (value < low || value > high) throw Wrong(field, $"is {value}; it must be {low} to {high}");
        }
    }

    private static IEnumerable<(string Field, string File)> FilesOf(SourceConfiguration source)
    {
        (string Field, string? File)[] all =
        [
            ("bearerTokenFile", source.BearerTokenFile), ("passwordFile", source.PasswordFile), ("caFile", source.CaFile),
            ("clientCertificateFile", source.ClientCertificateFile), ("clientKeyFile", source.ClientKeyFile),
            .. source.HeaderFiles.Select(h => ($"headerFiles.{h.Key}", (string?)h.Value)),
        ];
        foreach (var (field, file) in all)
            if (file is not null) yield return (field, file);
    }
}
