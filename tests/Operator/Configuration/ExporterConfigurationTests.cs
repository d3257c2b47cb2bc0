using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Tests.Operator.Configuration;

public sealed class ExporterConfigurationTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Everything_about_exporters_is_read()
    {
        var configuration = ConfigurationLoader.Parse($$"""
            exporters:
              allowedImages: [registry.example.com/gpu/*, 'registry.example.com/one@{{Digest}}']
              images: {dcgm: 'mirror.example.com/dcgm-exporter:4.5.2'}
              allowPrivileged: true
              canarySeconds: 300
            webhook: {enabled: true, service: hook, secret: hook-ca, configuration: hook.example.com}
            monitoring: {podMonitors: false, rules: false, labels: {release: kube-prometheus-stack, example.com/team: '', a: '1'} }
            """, "c.yaml");
        Assert.Equal((true, 300, "mirror.example.com/dcgm-exporter:4.5.2"), (configuration.Exporters.AllowPrivileged, configuration.Exporters.CanarySeconds, configuration.Exporters.Images["dcgm"]));
        Assert.Equal((true, "hook", "hook-ca", "hook.example.com"), (configuration.Webhook.Enabled, configuration.Webhook.Service, configuration.Webhook.Secret, configuration.Webhook.Configuration));
        Assert.Equal((false, false, 3), (configuration.Monitoring.PodMonitors, configuration.Monitoring.Rules, configuration.Monitoring.Labels.Count));
    }

    [Fact]
    public void Without_a_word_nothing_is_allowed()
    {
        var configuration = ConfigurationLoader.Parse("", "c.yaml");
        Assert.Equal((0, false, 120), (configuration.Exporters.AllowedImages.Count, configuration.Exporters.AllowPrivileged, configuration.Exporters.CanarySeconds));
        Assert.False(configuration.Webhook.Enabled);
    }

    [Theory]
    [InlineData("exporters: {allowedImages: ['*']}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: [registry.example.com/gpu/*, '/*']}", "exporters.allowedImages[1] must be")]
    [InlineData("exporters: {allowedImages: ['registry.example.com*']}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: ['registry.example.com/../*']}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: ['gpu/*']}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: ['registry.example.com/gpu/exporter:1']}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: ['https://registry.example.com/*']}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: ['Registry.example.com/*']}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: [null]}", "exporters.allowedImages[0] must be")]
    [InlineData("exporters: {allowedImages: 'registry.example.com/*'}", "allowedImages")]
    [InlineData("exporters: {images: {dcgm: 'registry.example.com/dcgm:latest'}}", "exporters.images.dcgm is no pinned image")]
    [InlineData("exporters: {images: {dcgm: dcgm}}", "exporters.images.dcgm is no pinned image")]
    [InlineData("exporters: {images: {dcgm: null}}", "exporters.images.dcgm must be a text")]
    [InlineData("exporters: {canarySeconds: 29}", "exporters.canarySeconds is 29; it must be 30 to 3600")]
    [InlineData("exporters: {canarySeconds: 3601}", "exporters.canarySeconds is 3601")]
    [InlineData("exporters: {allowPrivileged: 'yes'}", "allowPrivileged")]
    [InlineData("exporters: {privileged: true}", "privileged")]
    [InlineData("exporters:", "exporters")]
    [InlineData("webhook: {service: 9hook}", "webhook.service must be the name of a Service")]
    [InlineData("webhook: {service: hook.other}", "webhook.service must be the name of a Service")]
    [InlineData("webhook: {service: ''}", "webhook.service must be the name of a Service")]
    [InlineData("webhook: {secret: ../other}", "webhook.secret must be the name of an object")]
    [InlineData("webhook: {configuration: Hook}", "webhook.configuration must be the name of an object")]
    [InlineData("webhook: {configuration: \"hook\\n\"}", "webhook.configuration must be the name of an object")]
    [InlineData("webhook: {certificateFolder: /nowhere}", "webhook.certificateFolder lacks '/nowhere/tls.crt'")]
    [InlineData("monitoring: {labels: {'a b': c}}", "monitoring.labels has a key that is no label's")]
    [InlineData("monitoring: {labels: {'Example.com/a': c}}", "monitoring.labels has a key that is no label's")]
    [InlineData("monitoring: {labels: {'a/b/c': d}}", "monitoring.labels has a key that is no label's")]
    [InlineData("monitoring: {labels: {'a/': d}}", "monitoring.labels has a key that is no label's")]
    [InlineData("monitoring: {labels: {a: 'b c'}}", "monitoring.labels.a must be at most 63")]
    [InlineData("monitoring: {labels: {a: \"b\\n\"}}", "monitoring.labels.a must be at most 63")]
    [InlineData("monitoring: {labels: {a: null}}", "monitoring.labels.a must be a text")]
    [InlineData("monitoring: {labels: {modelmonitor.dev/monitor: x}}", "monitoring.labels.modelmonitor.dev/monitor is the operator's own")]
    public void What_is_wrong_is_named_with_file_and_field(string yaml, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Parse(yaml, "c.yaml"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("c.yaml", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Fact]
    public void A_label_that_is_too_long_is_refused()
    {
        Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Parse($"monitoring: {{labels: {{a: {new string('b', 64)}}}}}", "c.yaml"));
        Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Parse($"monitoring: {{labels: {{{new string('a', 64)}: b}}}}", "c.yaml"));
    }

    [Fact]
    public void A_folder_with_a_certificate_and_its_key_is_taken()
    {
        var folder = Directory.CreateTempSubdirectory("certificates");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "tls.crt"), "");
            Assert.Contains("tls.key", Assert.Throws<ConfigurationException>(Parse).Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder.FullName, "tls.key"), "");
            Assert.Equal(folder.FullName, Parse().Webhook.CertificateFolder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        OperatorConfiguration Parse() => ConfigurationLoader.Parse($"webhook: {{certificateFolder: '{folder.FullName}'}}", "c.yaml");
    }

    [Theory]
    [InlineData("dgcm")]
    [InlineData("tpu")] // cannot be a sidecar
    [InlineData("vllm")]
    public void An_image_for_what_is_no_exporter_is_refused_with_the_names_of_those_that_are(string preset)
    {
        OperatorConfiguration configuration = new();
        configuration.Exporters.Images.Add(preset, $"mirror.example.com/x@{Digest}");
        var error = Assert.Throws<ConfigurationException>(() => PresetsLoader.Load(configuration));
        Assert.Contains($"exporters.images.{preset} is for no exporter that can be a sidecar; those are amd, dcgm, nvidia-gpu-exporter", error.Message, StringComparison.Ordinal);
        configuration.Exporters.Images.Clear();
        configuration.Exporters.Images.Add("dcgm", $"mirror.example.com/x@{Digest}");
        Assert.NotEmpty(PresetsLoader.Load(configuration).GpuExporters);
    }
}
