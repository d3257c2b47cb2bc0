using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Cli;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Cli;

/// <summary>The plugin as a real Nagios runs it (Debian's nagios4-core, installed by <c>hack/cluster fetch --nagios</c>).</summary>
public sealed class NagiosTests(ClusterFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Nagios_shows_state_text_and_performance_data_and_sees_a_breach()
    {
        var ns = await fixture.CreateNamespaceAsync();
        await Plugin.CreateAsync(fixture.Client, MonitorSamples.Monitor(change: m => (m.Metadata.Namespace, m.Metadata.Uid, m.Metadata.Generation) = (ns, null, 0)));
        await using var nagios = new NagiosProcess(Plugin.File, fixture.KubeConfigPath, ns);
        var service = await Eventually.GetAsync("Nagios has checked", () => Task.FromResult(nagios.Service()), Deadline);
        Assert.Equal("0", service["current_state"]);
        Assert.Equal("MODELMONITOR OK - chat: first-token 210ms (below 1s), 4 of 4 replicas", service["plugin_output"].Trim());
        Assert.Equal("'first-token'=0.21s;;1;0 'replicas'=4;;;1;8 'ready'=4;;;0", service["performance_data"].Trim());

        await fixture.Client.Resource<V1Alpha1ModelMonitor>().PatchStatusAsync(
            new(ns, "chat"), Patch.Merge("""{"status":{"objectives":[{"name":"first-token","state":"Breached","value":"3.2s","bound":"1s"}]}}"""));
        await Eventually.TrueAsync(
            "Nagios sees the breach",
            () => Task.FromResult(nagios.Service() is { } now && now["current_state"] == "2" && now["plugin_output"].Contains("first-token breached", StringComparison.Ordinal)),
            Deadline);
    }
}
