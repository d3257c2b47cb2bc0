using System.Buffers;
using System.Text.Json;
using ModelMonitor.Operator.Hosting;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Checks <c>sources</c>.</summary>
internal static class SourceChecks
{
    private static readonly SearchValues<char> InNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly Dictionary<string, string> Examples = new()
    {
        ["url"] = "url: http://prometheus-operated.monitoring:9090",
        ["proxyUrl"] = "proxyUrl: http://proxy.example:3128",
        ["offsetSeconds"] = "offsetSeconds: 60",
        ["username"] = "username: reader beside passwordFile: /etc/modelmonitor-secrets/password",
        ["passwordFile"] = "username: reader beside passwordFile: /etc/modelmonitor-secrets/password",
        ["clientCertificateFile"] = "clientCertificateFile: /etc/modelmonitor-secrets/tls.crt beside clientKeyFile: /etc/modelmonitor-secrets/tls.key",
        ["clientKeyFile"] = "clientCertificateFile: /etc/modelmonitor-secrets/tls.crt beside clientKeyFile: /etc/modelmonitor-secrets/tls.key",
        ["headers"] = "headers: {X-Scope-OrgID: research}",
        ["headerFiles"] = "headerFiles: {Authorization: /etc/modelmonitor-secrets/authorization}",
        ["parameters"] = "parameters: {dedup: true}",
        ["namespaces"] = "namespaces: [team-a, 'lab-*']",
        ["tenant"] = "tenant: {header: X-Scope-OrgID, fromNamespace: true}",
    };

    public static void Check(OperatorConfiguration configuration, ConfigurationCheck check)
    {
        for (var i = 0; i < configuration.Sources.Count; i++)
        {
            var (source, field) = (configuration.Sources[i], $"sources[{i}]");
            if (source.Name.Length is 0 or > 63 || source.Name.AsSpan().ContainsAnyExcept(InNames))
                throw check.Wrong($"{field}.name", "must be 1 to 63 of a-z, 0-9 and -, for example name: prod");
            if (configuration.Sources.Count(s => s.Name == source.Name) > 1) throw check.Wrong($"{field}.name", $"'{source.Name}' stands twice");
            switch (source.Type)
            {
                case SourceConfiguration.PodsType: CheckPods(source, field, configuration, check); break;
                case SourceConfiguration.PrometheusType: CheckPrometheus(source, field, configuration, check); break;
                default: throw check.Wrong($"{field}.type", $"must be {SourceConfiguration.PrometheusType} or {SourceConfiguration.PodsType}, for example type: {SourceConfiguration.PodsType}");
            }
        }
    }

    // It scrapes in the operator's own rhythm.
    private static void CheckPods(SourceConfiguration source, string field, OperatorConfiguration configuration, ConfigurationCheck check)
    {
        if (source.Url.Length > 0) throw check.Wrong($"{field}.url", "must be left out: the pods are scraped where they are");
        if (configuration.WindowSeconds < 4 * configuration.IntervalSeconds)
            throw check.Wrong("windowSeconds", $"must be at least 4 x intervalSeconds = {4 * configuration.IntervalSeconds}, or rates of scraped pods have too few samples");
    }

    private static void CheckPrometheus(SourceConfiguration source, string field, OperatorConfiguration configuration, ConfigurationCheck check)
    {
        check.Within($"{field}.scrapeIntervalSeconds", source.ScrapeIntervalSeconds, 1, 120, 15);
        check.Within($"{field}.timeoutSeconds", source.TimeoutSeconds, 1, 60, 5);
        if (configuration.WindowSeconds < 4 * source.ScrapeIntervalSeconds)
            throw check.Wrong("windowSeconds", $"must be at least 4 x {field}.scrapeIntervalSeconds = {4 * source.ScrapeIntervalSeconds}, or rates have too few samples");
        foreach (var (name, values) in new[] { ("headers", source.Headers), ("parameters", source.Parameters) })
        {
            foreach (var (key, value) in values)
            {
                if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
                    throw check.Wrong($"{field}.{name}.{key}", "must be a text, a number, true or false");
            }
        }

        if (source.Tenant is { FromNamespace: false }) throw check.Wrong($"{field}.tenant.fromNamespace", "must be true: there is no other way yet");
        if (SourceFactory.OptionsOf(source, configuration).FindFault() is { } fault)
            throw check.Wrong($"{field}.{fault.Field}", Examples.TryGetValue(fault.Field.Split('.', '[')[0], out var example) ? $"{fault.Problem}; for example {example}" : fault.Problem);
        foreach (var (name, file) in FilesOf(source))
            if (!File.Exists(file)) throw check.Wrong($"{field}.{name}", $"names '{file}', which does not exist; mount it");
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
