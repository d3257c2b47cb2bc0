using System.Net;
using System.Net.Sockets;

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
    /// <param name="address">The address to connect to, an IPv4-mapped one as IPv4.</param>
    /// <returns>Null, or a clause on why it is refused.</returns>
    public static string? Check(string? text, PodsOptions options, out IPAddress address)
    {
        address = IPAddress.None;
        if (string.IsNullOrEmpty(text)) return "has no IP address yet";
        if (!IPAddress.TryParse(text, out var parsed)) return "has an IP address that is none";
        address = Plain(parsed);
        if (IPAddress.IsLoopback(address)) return options.AllowLoopback ? null : Refused("loopback");
        if (IsUnspecified(address)) return Refused("unspecified");
        if (IsLinkLocal(address)) return Refused("link-local");
        if (IsMulticast(address)) return Refused("multicast or broadcast");
        foreach (var forbidden in options.ForbiddenAddresses)
            if (Plain(forbidden).Equals(address)) return Refused("the API server's");
        return null;
    }

    private static string Refused(string kind) => $"has an IP address that is not scraped: it is {kind}";

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // All of 0.0.0.0/8 means this host.
    private static bool IsUnspecified(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? address.GetAddressBytes()[0] == 0 : address.Equals(IPAddress.IPv6Any);

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? address.GetAddressBytes() is [169, 254, ..] : address.IsIPv6LinkLocal;

    private static bool IsMulticast(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes()[0] is >= 224 and < 240 || address.Equals(IPAddress.Broadcast)
            : address.IsIPv6Multicast;
}
