using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Exporters;

public sealed class SidecarReaderTests
{
    private const string Digest = "registry.example.com/gpu/dcgm@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly Dictionary<string, string> OptedIn = new() { ["modelmonitor.dev/injection"] = "enabled" };
    private static readonly IReadOnlyList<EnginePreset> Presets = EngineCatalog.LoadEmbedded().GpuExporters;

    [Fact]
    public void Left_out_it_is_dcgm_for_pods_with_claims_alone()
    {
        var (sidecar, problem) = Read(null, OptedIn);
        Assert.Null(problem);
        Assert.Equal(("dcgm", 9400, 1000, true, true), (sidecar!.Preset, sidecar.Port, sidecar.RunAsUser, sidecar.NeedsClaims, sidecar.HasShell));
        Assert.Empty(sidecar.Capabilities);
        Assert.Empty(sidecar.HostPaths);
        Assert.False(Read(new() { Mode = GpuExporterMode.Sidecar }, OptedIn).Sidecar!.NeedsClaims);
    }

    [Fact]
    public void An_exporter_that_sees_only_claims_gets_no_other_pods_whatever_the_mode()
    {
        var (sidecar, _) = Read(new() { Mode = GpuExporterMode.Sidecar, Preset = "amd" }, OptedIn, new() { AllowPrivileged = true });
        Assert.True(sidecar!.NeedsClaims);
    }

    [Fact]
    public void The_image_is_the_monitors_if_allowed_else_the_administrators_else_the_presets()
    {
        Assert.StartsWith("nvcr.io/", Read(null, OptedIn).Sidecar!.Image, StringComparison.Ordinal);
        var mirror = new ExportersConfiguration { Images = new Dictionary<string, string> { ["dcgm"] = "mirror.example.com/dcgm:1" } };
        Assert.Equal("mirror.example.com/dcgm:1", Read(null, OptedIn, mirror).Sidecar!.Image);
        var own = new GpuExporterSpec { Image = Digest };
        Assert.Equal(ConditionReason.ImageNotAllowed.ToString(), Read(own, OptedIn, mirror).Problem!.Reason);
        mirror.AllowedImages = ["registry.example.com/gpu/*"];
        Assert.Equal(Digest, Read(own, OptedIn, mirror).Sidecar!.Image);
    }

    [Fact]
    public void Each_thing_in_the_way_is_named_with_the_next_step()
    {
        Refused(new() { Preset = "nothing" }, OptedIn, ConditionReason.UnknownExporter, "there are amd, ");
        Refused(new() { Preset = "tpu" }, OptedIn, ConditionReason.InjectionRefused, "cannot be a sidecar");
        Refused(new() { Preset = "amd" }, OptedIn, ConditionReason.InjectionRefused, "root, which exporters.allowPrivileged");
        Refused(null, [], ConditionReason.InjectionDisabled, "modelmonitor.dev/injection=enabled");
        Refused(null, new() { ["modelmonitor.dev/injection"] = "Enabled" }, ConditionReason.InjectionDisabled, "label it");
        Refused(null, OptedIn, ConditionReason.WebhookUnavailable, "is not registered", webhook: "the webhook is not registered");
        var restricted = new Dictionary<string, string>(OptedIn) { ["pod-security.kubernetes.io/enforce"] = "restricted" };
        Assert.Null(Read(null, restricted).Problem);
        var (_, problem) = Read(new() { Preset = "amd" }, restricted, new() { AllowPrivileged = true });
        Assert.Equal(ConditionReason.InjectionRefused.ToString(), problem!.Reason);
        Assert.Contains("Pod Security profile restricted refuses", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_labels_may_not_be_read_the_webhooks_own_selector_decides() => Assert.NotNull(Read(null, null).Sidecar);

    [Theory]
    [InlineData("v1.20.2", false)]
    [InlineData("v1.28.9-gke.100", false)]
    [InlineData("v1.29.0", true)]
    [InlineData("v1.36.2", true)]
    [InlineData("v2.0.0", true)]
    [InlineData("", false)]
    [InlineData("unknown", false)]
    public void Native_sidecars_are_there_from_1_29_on(string version, bool isNative) =>
        Assert.Equal(isNative, ExporterSurroundings.IsNative(version));

    private static void Refused(GpuExporterSpec? spec, Dictionary<string, string> labels, ConditionReason reason, string words, string? webhook = null)
    {
        var (sidecar, problem) = Read(spec, labels, webhook: webhook);
        Assert.Null(sidecar);
        Assert.Equal(reason.ToString(), problem!.Reason);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    private static (ModelMonitor.Actions.SidecarRequest? Sidecar, Problem? Problem) Read(
        GpuExporterSpec? spec, Dictionary<string, string>? labels, ExportersConfiguration? configuration = null, string? webhook = null) =>
        new SidecarReader(Presets, configuration ?? new()).Read(spec, labels, webhook, isNative: false, annotates: true);
}
