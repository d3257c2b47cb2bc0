using System.Net;
using System.Net.Sockets;

namespace ModelMonitor.Metrics;

/// <summary>
/// Connects only to addresses that a metrics server can have. A name is resolved once, and the connection goes to the very address that
/// was checked, so that a name server cannot give one address to the check and another to the connection.
/// </summary>
/// <param name="resolve">Looks a host name up.</param>
/// <param name="allowLoopback">Whether a name may lead to this machine; a host that says so itself (localhost, 127.0.0.1) always may.</param>
internal sealed class AddressGuard(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowLoopback)
{
    // Services that hand out a machine's credentials to whoever can reach them, beside 169.254.169.254, which is link-local. From the
    // documentation of AWS (IPv6), Google Cloud (IPv6), Alibaba Cloud, Azure and Oracle Cloud.
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254"), IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("168.63.129.16"), IPAddress.Parse("192.0.0.192"),
    ];

    /// <summary>Opens a connection; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">No address of the host may be asked.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        var mayLoop = allowLoopback || IsLoopback(host);
        var allowed = addresses.Select(Unmap).Where(a => WhyNot(a, mayLoop) is null).Distinct().ToArray();
        if (allowed.Length == 0)
            throw new AddressRefusedException(addresses is [var first, ..] ? WhyNot(Unmap(first), mayLoop)! : "no address at all");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What kind of forbidden address it is, or null.</summary>
    public static string? WhyNot(IPAddress address, bool mayLoop)
    {
        if (Metadata.Contains(address)) return "a cloud's metadata service";
        if (IPAddress.IsLoopback(address)) return mayLoop ? null : "this machine";
        if (address.Equals(IPAddress.IPv6Any)) return "no host";
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal ? "a link-local address" : address.IsIPv6Multicast ? "a multicast address" : null;
        return address.GetAddressBytes() switch
        {
            [0, ..] => "no host",
            [169, 254, ..] => "a link-local address",
            [>= 224, ..] => "a multicast or reserved address",
            _ => null,
        };
    }

    /// <summary>The IPv4 address that an IPv6 address stands for: mapped, compatible, translated (RFC 6052) or 6to4 (RFC 3056).</summary>
    public static IPAddress Unmap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        if (bytes is [0x20, 0x02, ..]) return new(bytes.AsSpan(2, 4));
        var isTranslated = bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]);
        var isCompatible = !bytes.AsSpan(0, 12).ContainsAnyExcept((byte)0) && bytes[12] != 0;
        return isTranslated || isCompatible ? new(bytes.AsSpan(12)) : address;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(Unmap(address)));
}
