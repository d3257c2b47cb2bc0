using System.Net;
using System.Net.Sockets;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>A TCP hop that can fall silent: connections stay open, new ones are accepted, and not a byte passes. Or it resets them.</summary>
/// <remarks>
/// Guarantees: while paused nothing is passed on in either direction; what came meanwhile is passed on after <see cref="Resume"/>, in
/// order. Safe for concurrent use.
/// </remarks>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();

    /// <summary>Listens at once, on a port of its own.</summary>
    /// <param name="target">Where connections lead.</param>
    public TcpRelay(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on loopback.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Lets nothing pass any more; neither side is told.</summary>
    public void Pause()
    {
        if (_open.Task.IsCompleted) _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets everything pass again, first what has waited.</summary>
    public void Resume() => _open.TrySetResult();

    /// <summary>Ends every connection with a reset.</summary>
    public void Reset()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets) socket.Close(timeout: 0);
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Resume();
        Reset();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(ConnectAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        lock (_sockets)
        {
            _sockets.Add(near);
            _sockets.Add(far);
        }

        try
        {
            await _open.Task.WaitAsync(_end.Token);
            await far.ConnectAsync(_target, _end.Token);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone; the other one follows.
        }
        finally
        {
            lock (_sockets)
            {
                _sockets.Remove(near);
                _sockets.Remove(far);
            }

            near.Dispose();
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var length)
            {
                await _open.Task.WaitAsync(_end.Token);
                for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection's end.
        }
    }
}
