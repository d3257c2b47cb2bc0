using ModelMonitor.Actions;
using static ModelMonitor.Tests.Actions.Sidecars;

namespace ModelMonitor.Tests.Actions;

public sealed class PodSecurityTests
{
    private static readonly SidecarRequest Binding = Plain with { Capabilities = ["CAP_NET_BIND_SERVICE"] };
    private static readonly SidecarRequest Tracing = Plain with { Capabilities = ["SYS_PTRACE"] };
    private static readonly SidecarRequest Owning = Plain with { Capabilities = ["CHOWN"] };
    private static readonly SidecarRequest Root = Plain with { RunAsUser = 0 };
    private static readonly SidecarRequest Reading = Plain with { HostPaths = ["/var/lib/kubelet/pod-resources"] };

    public static TheoryData<string?, SidecarRequest, string?> Cases => new()
    {
        { null, Privileged, null },
        { "privileged", Privileged, null },
        { "baseline", Plain, null },
        { "baseline", Root, null },
        { "baseline", Owning, null },
        { "baseline", Tracing, "the capability SYS_PTRACE" },
        { "baseline", Reading, "the node's folder /var/lib/kubelet/pod-resources" },
        { "baseline", Privileged, "privileges, the node's folder /usr/local/driver, the node's folder /sys" },
        { "restricted", Plain, null },
        { "restricted", Binding, null },
        { "restricted", Owning, "the capability CHOWN" },
        { "restricted", Root, "root" },
        { "restricted", Privileged, "privileges, the node's folder /usr/local/driver, the node's folder /sys, root" },
        { "Privileged", Root, "root" },
        { "", Root, "root" },
        { "strict", Plain, null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_profile_refuses_what_the_standard_says(string? profile, SidecarRequest request, string? wishes)
    {
        var labels = profile is null ? null : new Dictionary<string, string> { [PodSecurity.EnforceLabel] = profile };
        var reason = PodSecurity.WhyNot(labels, request);
        if (wishes is null)
        {
            Assert.Null(reason);
            return;
        }

        Assert.Contains($" needs: {wishes}; use a preset", reason, StringComparison.Ordinal);
        Assert.Contains($" {request.Preset} ", reason, StringComparison.Ordinal);
        Assert.Equal(profile is not ("baseline" or "restricted"), reason!.Contains("unknown profile, which counts as restricted", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_of_other_modes_enforce_nothing() => Assert.Null(PodSecurity.WhyNot(
        new Dictionary<string, string> { ["pod-security.kubernetes.io/warn"] = "restricted", ["pod-security.kubernetes.io/audit"] = "restricted" }, Privileged));
}
