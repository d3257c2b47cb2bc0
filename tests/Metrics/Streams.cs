using System.Text;

namespace ModelMonitor.Tests.Metrics;

internal abstract class BodyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A head, then the same piece for ever.</summary>
internal sealed class EndlessStream(string head, string piece) : BodyStream
{
    private readonly byte[] _piece = Encoding.UTF8.GetBytes(piece);
    private readonly byte[] _head = Encoding.UTF8.GetBytes(head);

    public long Given { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < buffer.Length; i++, Given++)
            buffer.Span[i] = Given < _head.Length ? _head[Given] : _piece[(Given - _head.Length) % _piece.Length];
        return ValueTask.FromResult(buffer.Length);
    }
}

/// <summary>Gives one byte per read.</summary>
internal sealed class SingleByteStream(byte[] bytes) : BodyStream
{
    private int _given;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == bytes.Length) return ValueTask.FromResult(0);
        buffer.Span[0] = bytes[_given++];
        return ValueTask.FromResult(1);
    }
}

/// <summary>Never gives anything.</summary>
internal sealed class SilentStream : BodyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var cancelled = new TaskCompletionSource<int>();
        await using var registration = cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken));
        return await cancelled.Task;
    }
}
