using System.Net;

namespace ModelMonitor.Metrics;

/// <summary>Decides which addresses may be scraped: those of pods, and never what only the operator's own host can reach.</summary>
/// <remarks>
/// A pod's address comes from its status, which the kubelet writes; but who may write status could point the operator at itself, at a
/// cloud's metadata service (169.254.169.254) or at the API server. The check is on the very address that is connected to: there is no
/// name to be looked up in between.
/// </remarks>
internal static class PodAddress
{
    /// <summary>Reads and checks an address.</summary>
    /// <param name="text">The pod's IP.</param>
    /// <param name="options">What else is refused, and whether loopback is allowed.</param>
    /// <param name="address">The address to connect to, one that stands for an IPv4 address as that.</param>
    /// <returns>Null, or a clause on why it is refused.</returns>
    public static string? Check(string? text, PodsOptions options, out IPAddress address)
    {
        address = IPAddress.None;
        if (string.IsNullOrEmpty(text)) return "has no IP address yet";
        if (!IPAddress.TryParse(text, out var parsed)) return "has an IP address that is none";
        address = AddressGuard.Unmap(parsed);
        if (AddressGuard.WhyNot(address, options.AllowLoopback) is { } kind) return Refused(kind);
        foreach (var forbidden in options.ForbiddenAddresses)
            if (AddressGuard.Unmap(forbidden).Equals(address)) return Refused("the API server's");
        return null;
    }

    private static string Refused(string kind) => $"has an IP address that is not scraped: {kind}";
}
