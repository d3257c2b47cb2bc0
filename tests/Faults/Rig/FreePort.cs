using System.Net;
using System.Net.Sockets;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>Ports for programs that cannot pick one themselves.</summary>
public static class FreePort
{
    // Between those of hack/cluster and those that the kernel gives to outgoing connections; runs side by side start at different ones.
    private const int First = 23_000;
    private const int Count = 9_000;
    private static int _next = Environment.ProcessId % Count;

    /// <summary>A port that nobody listens on and that this run gives to nobody else.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _next) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
