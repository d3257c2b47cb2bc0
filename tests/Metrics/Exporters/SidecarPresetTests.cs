using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Exporters;

public sealed class SidecarPresetTests : IDisposable
{
    private const string Good = """
        name: toy
        source: a test
        group: gpu
        signals: {gpu-utilization: {gauge: toy_busy}}
        blank: 1000
        sidecar:
          image: registry.example.com/gpu/toy:1.2
          port: 9000
          command: [/bin/toy]
          args: [-f, x]
          shell: true
          env: {TOY: "1"}
          resources: {cpu: 100m, memory: 64Mi}
          runAsUser: 0
          capabilities: [SYS_ADMIN]
          privileged: true
          hostPaths: [/var/lib/toy]
          needs: a node
          needsClaims: true
          readOnlyRoot: false
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("exporters");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Everything_that_a_sidecar_can_have_is_read()
    {
        var toy = Load(Good);
        var sidecar = toy.Sidecar!;
        Assert.Equal(1000, toy.BlankFrom);
        Assert.Equal(("registry.example.com/gpu/toy:1.2", 9000, true, "100m", "64Mi"), (sidecar.Image, sidecar.Port, sidecar.HasShell, sidecar.Cpu, sidecar.Memory));
        Assert.Equal((0, true, true, "a node", null), (sidecar.RunAsUser, sidecar.IsPrivileged, sidecar.NeedsClaims, sidecar.Needs, sidecar.Cannot));
        string[] texts = [.. sidecar.Command, .. sidecar.Args, .. sidecar.Capabilities, .. sidecar.HostPaths, .. sidecar.Environment.Select(e => $"{e.Key}={e.Value}")];
        Assert.Equal(["/bin/toy", "-f", "x", "SYS_ADMIN", "/var/lib/toy", "TOY=1"], texts);
        Assert.True(sidecar.NeedsPrivileges);
        Assert.False(sidecar.HasReadOnlyRoot);
    }

    [Fact]
    public void The_least_that_a_sidecar_has_is_unprivileged()
    {
        var sidecar = Load("""
            name: toy
            source: a test
            group: gpu
            signals: {gpu-utilization: {gauge: toy_busy}}
            sidecar: {image: 'registry.example.com/toy@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', port: 9000, resources: {cpu: 100m, memory: 64Mi}}
            """).Sidecar!;
        Assert.Equal((1000, false, false, false), (sidecar.RunAsUser, sidecar.HasShell, sidecar.NeedsClaims, sidecar.NeedsPrivileges));
        Assert.True(sidecar.HasReadOnlyRoot);
    }

    [Theory]
    [InlineData("port: 9000", "port: 0", 8, "sidecar.port")]
    [InlineData("port: 9000", "port: 65536", 8, "sidecar.port")]
    [InlineData("port: 9000", "port: 1e3", 8, "sidecar.port")]
    [InlineData("port: 9000", "prt: 9000", 8, "sidecar.prt")]
    [InlineData("command: [/bin/toy]", "command: []", 11, "sidecar.shell")]
    [InlineData("command: [/bin/toy]", "command: [{a: b}]", 9, "sidecar.command")]
    [InlineData("args: [-f, x]", "args: [\"a\\nb\"]", 10, "sidecar.args")]
    [InlineData("args: [-f, x]", "args: ['']", 10, "sidecar.args")]
    [InlineData("shell: true", "shell: yes", 11, "sidecar.shell")]
    [InlineData("TOY: \"1\"", "1TOY: a", 12, "sidecar.env.1TOY")]
    [InlineData("TOY: \"1\"", "TO-Y: a", 12, "sidecar.env.TO-Y")]
    [InlineData("TOY: \"1\"", "TOY: \"a\\u001b[31m\"", 12, "sidecar.env.TOY")]
    [InlineData("cpu: 100m", "cpu: 0", 13, "sidecar.resources.cpu")]
    [InlineData("cpu: 100m", "cpu: -1", 13, "sidecar.resources.cpu")]
    [InlineData("cpu: 100m", "cpu: 1e99", 13, "sidecar.resources.cpu")]
    [InlineData("cpu: 100m", "cpu: 1.5m", 13, "sidecar.resources.cpu")]
    [InlineData("cpu: 100m", "cpu: 100Mi", 13, "sidecar.resources.cpu")]
    [InlineData("cpu: 100m", "cpu: '1,5'", 13, "sidecar.resources.cpu")]
    [InlineData("cpu: 100m, ", "", 13, "sidecar.resources")]
    [InlineData("memory: 64Mi", "memory: 1m", 13, "sidecar.resources.memory")]
    [InlineData("memory: 64Mi", "memory: 1Zi", 13, "sidecar.resources.memory")]
    [InlineData("memory: 64Mi", "memory: -1Gi", 13, "sidecar.resources.memory")]
    [InlineData("memory: 64Mi", "memory: 64", 13, "sidecar.resources.memory")]
    [InlineData("memory: 64Mi", "memory: ٦٤Mi", 13, "sidecar.resources.memory")]
    [InlineData("runAsUser: 0", "runAsUser: -1", 14, "sidecar.runAsUser")]
    [InlineData("runAsUser: 0", "runAsUser: root", 14, "sidecar.runAsUser")]
    [InlineData("[SYS_ADMIN]", "[CAP_SYS_ADMIN]", 15, "sidecar.capabilities")]
    [InlineData("[SYS_ADMIN]", "[ALL]", 15, "sidecar.capabilities")]
    [InlineData("[SYS_ADMIN]", "[sys_admin]", 15, "sidecar.capabilities")]
    [InlineData("/var/lib/toy", "var/lib", 17, "sidecar.hostPaths")]
    [InlineData("/var/lib/toy", "/", 17, "sidecar.hostPaths")]
    [InlineData("/var/lib/toy", "/var/../etc", 17, "sidecar.hostPaths")]
    [InlineData("/var/lib/toy", "/var//lib", 17, "sidecar.hostPaths")]
    [InlineData("needs: a node", "cannot: never", 7, "sidecar.image")]
    [InlineData("group: gpu", "group: container", 4, "signals.gpu-utilization")]
    [InlineData("blank: 1000", "blank: 0", 5, "blank")]
    [InlineData("blank: 1000", "blank: NaN", 5, "blank")]
    public void A_mistake_is_told_with_file_line_and_field(string right, string wrong, long line, string field)
    {
        var refusal = Assert.Throws<EnginePresetException>(() => Load(Good.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Equal((line, field), (refusal.Line, refusal.Field));
        Assert.Contains($"toy.yaml:{line}: ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.example.com/gpu/toy")]
    [InlineData("registry.example.com/gpu/toy:latest")]
    [InlineData("registry.example.com/gpu/toy:LATEST")]
    [InlineData("registry.example.com/gpu/Toy:1")]
    [InlineData("Registry.example.com/gpu/toy:1")]
    [InlineData("http://registry.example.com/gpu/toy:1")]
    [InlineData("toy:1")]
    [InlineData("gpu/toy:1")]
    [InlineData("registry.example.com/gpu/toy:1 ")]
    [InlineData("registry.example.com/gpu/toy:1\n")]
    [InlineData("registry.example.com/../toy:1")]
    [InlineData("registry.example.com/gpu/tоy:1")] // Cyrillic
    [InlineData("registry.example.com/gpu/toy:１")] // full width
    [InlineData("registry.example.com/gpu/toy@sha256:abc")]
    [InlineData("registry.example.com/gpu/toy@sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("registry.example.com/gpu/toy@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void An_image_that_is_not_pinned_to_one_of_a_registry_is_refused(string image)
    {
        Assert.False(ImageReference.IsPinned(image));
        var yaml = Good.Replace("image: registry.example.com/gpu/toy:1.2", $"image: {System.Text.Json.JsonSerializer.Serialize(image)}", StringComparison.Ordinal);
        Assert.Equal("sidecar.image", Assert.Throws<EnginePresetException>(() => Load(yaml)).Field);
    }

    [Fact]
    public void An_image_of_10_KB_is_refused_at_once_and_not_repeated()
    {
        var image = $"registry.example.com/{new string('a', 10_000)}-:1";
        var refusal = Assert.Throws<EnginePresetException>(() => Load(Good.Replace("registry.example.com/gpu/toy:1.2", image, StringComparison.Ordinal)));
        Assert.InRange(refusal.Message.Length, 1, 500);
    }

    [Theory]
    [InlineData("localhost:5000/toy:1")]
    [InlineData("10.0.0.1:5000/toy:1")]
    [InlineData("registry.example.com/gpu/toy:1.2-a_b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void A_pinned_image_is_one(string image) => Assert.True(ImageReference.IsPinned(image));

    [Fact]
    public void What_is_no_gpu_exporter_cannot_be_a_sidecar()
    {
        var yaml = Good.Replace("group: gpu\nsignals: {gpu-utilization: {gauge: toy_busy}}\nblank: 1000", "group: container\nsignals: {memory-used: {gauge: toy_memory}}", StringComparison.Ordinal);
        Assert.Equal("sidecar", Assert.Throws<EnginePresetException>(() => Load(yaml)).Field);
    }

    [Fact]
    public void A_counter_cannot_be_blank()
    {
        var refusal = Assert.Throws<EnginePresetException>(() => Load("name: toy\nsource: a test\ngroup: container\nsignals: {cpu-used: {counter: toy_total}}\nblank: 5"));
        Assert.Equal((5, "blank"), (refusal.Line, refusal.Field));
    }

    private EnginePreset Load(string yaml)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "toy.yaml"), yaml);
        return EngineCatalog.LoadFolder(_folder.FullName).Presets.Single(p => p.Name == "toy");
    }
}
