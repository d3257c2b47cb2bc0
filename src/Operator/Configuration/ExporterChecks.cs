using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Checks <c>exporters</c>, <c>webhook</c> and <c>monitoring</c>: what runs in other people's pods, and how it is reached and read.</summary>
internal static class ExporterChecks
{
    private const string OwnPrefix = "modelmonitor.dev/";

    private static readonly string[] CertificateFiles = ["tls.crt", "tls.key"];

    public static void Check(OperatorConfiguration configuration, ConfigurationCheck check)
    {
        var exporters = configuration.Exporters;
        for (var i = 0; i < exporters.AllowedImages.Count; i++)
        {
            // Those that monitors name are by digest: a tag here would allow nothing.
            if (!ImageReference.HasDigest(exporters.AllowedImages[i]) && !ImageReference.IsPrefix(exporters.AllowedImages[i]))
                throw check.Wrong($"exporters.allowedImages[{i}]", "must be registry/repository@sha256:<64 hexadecimal digits>, or end in /* behind a registry or a path of one");
        }

        foreach (var (preset, image) in exporters.Images)
            if (!ImageReference.IsPinned(image)) throw check.Wrong($"exporters.images.{preset}", $"is no pinned image: {ImageReference.Expected}");
        check.Within("exporters.canarySeconds", exporters.CanarySeconds, 30, 3600, 120);

        var webhook = configuration.Webhook;
        check.ServiceName("webhook.service", webhook.Service);
        check.ObjectName("webhook.secret", webhook.Secret);
        check.ObjectName("webhook.configuration", webhook.Configuration);
        if (webhook.CertificateFolder is { } folder)
        {
            foreach (var file in CertificateFiles.Select(name => Path.Combine(folder, name)))
                if (!File.Exists(file)) throw check.Wrong("webhook.certificateFolder", $"lacks '{file}', which does not exist; mount it");
        }

        foreach (var (key, value) in configuration.Monitoring.Labels)
        {
            check.ObjectLabel("monitoring.labels", key, value);
            if (key.StartsWith(OwnPrefix, StringComparison.Ordinal)) throw check.Wrong($"monitoring.labels.{key}", $"is the operator's own to set: labels of {OwnPrefix}");
        }
    }

    /// <summary>Checks that each image of <c>exporters.images</c> is for an exporter that can be a sidecar: a mistyped name would go unseen.</summary>
    /// <exception cref="ConfigurationException">One is not.</exception>
    public static void Check(ExportersConfiguration exporters, EngineCatalog engines)
    {
        var names = engines.GpuExporters.Where(e => e.Sidecar!.Cannot is null).Select(e => e.Name).ToList();
        foreach (var preset in exporters.Images.Keys)
        {
            if (!names.Contains(preset))
                throw new ConfigurationException($"exporters.images.{preset} is for no exporter that can be a sidecar; those are {string.Join(", ", names)}");
        }
    }
}
