using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Where a server listens.</summary>
/// <param name="Host">Name or address; null for all addresses.</param>
/// <param name="Port">Port; 0 for any that is free.</param>
internal sealed record BindAddress(string? Host, int Port)
{
    /// <summary>Reads <c>host:port</c> or <c>:port</c>.</summary>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public static BindAddress Parse(string address, string flag)
    {
        var colon = address.LastIndexOf(':');
        return colon >= 0 && ushort.TryParse(address.AsSpan(colon + 1), out var port)
            ? new(colon == 0 ? null : address[..colon], port)
            : throw new ConfigurationException($"{flag} '{address}' must be host:port or :port");
    }

    /// <summary>Listens there, as <see cref="KestrelServerOptions"/> wants it where more than an address is to be said.</summary>
    /// <exception cref="ConfigurationException">The host is no IP address and not localhost.</exception>
    public void Listen(KestrelServerOptions server, string flag, Action<ListenOptions> configure)
    {
        if (Host is null) server.ListenAnyIP(Port, configure);
        else if (Host == "localhost") server.ListenLocalhost(Port, configure);
        else if (IPAddress.TryParse(Host, out var ip)) server.Listen(ip, Port, configure);
        else throw new ConfigurationException($"{flag}: '{Host}' must be an IP address or localhost, or be left out for all addresses");
    }

    /// <summary>What to tell when the port is taken.</summary>
    public ConfigurationException InUse(string flag, IOException e) =>
        new($"cannot listen on {Host}:{Port}: {e.Message}; choose another with {flag}", e);
}
