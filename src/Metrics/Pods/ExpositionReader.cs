using System.Buffers;
using System.IO.Pipelines;

namespace ModelMonitor.Metrics;

/// <summary>Reads an exposition from a stream, a line at a time, so that its size costs no memory.</summary>
internal static class ExpositionReader
{
    /// <summary>Most bytes of one pod's metrics, after decompression. A vLLM pod exposes about 100 KiB.</summary>
    public const long MaxBytes = 8 << 20;

    /// <summary>Most bytes of one line; labels of engines are a few hundred.</summary>
    public const int MaxLineBytes = 64 << 10;

    private const int BufferBytes = 16 << 10;

    /// <summary>Reads to the end.</summary>
    /// <param name="body">The bytes, decompressed.</param>
    /// <param name="parser">Takes the lines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ExpositionException">Not of the format.</exception>
    /// <exception cref="ExpositionTooLargeException">More than is read.</exception>
    /// <exception cref="IOException">The stream broke off.</exception>
    public static async Task ReadAsync(Stream body, ExpositionParser parser, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        try
        {
            long total = 0;
            while (true)
            {
                var piece = await pipe.ReadAsync(cancellationToken);
                var rest = Lines(piece.Buffer, parser);
                total += piece.Buffer.Length - rest.Length;
                if (total + rest.Length > MaxBytes) throw new ExpositionTooLargeException($"more than {MaxBytes >> 20} MiB of metrics");
                if (rest.Length > MaxLineBytes) throw new ExpositionTooLargeException($"a line of more than {MaxLineBytes >> 10} KiB");
                if (piece.IsCompleted)
                {
                    if (!rest.IsEmpty) Line(rest, parser);
                    parser.End();
                    return;
                }

                pipe.AdvanceTo(rest.Start, piece.Buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static ReadOnlySequence<byte> Lines(ReadOnlySequence<byte> bytes, ExpositionParser parser)
    {
        while (bytes.PositionOf((byte)'\n') is { } end)
        {
            Line(bytes.Slice(0, end), parser);
            bytes = bytes.Slice(bytes.GetPosition(1, end));
        }

        return bytes;
    }

    private static void Line(in ReadOnlySequence<byte> line, ExpositionParser parser)
    {
        if (line.IsSingleSegment)
        {
            parser.Line(line.FirstSpan);
            return;
        }

        if (line.Length > MaxLineBytes) throw new ExpositionTooLargeException($"a line of more than {MaxLineBytes >> 10} KiB");
        var joined = ArrayPool<byte>.Shared.Rent((int)line.Length);
        try
        {
            line.CopyTo(joined);
            parser.Line(joined.AsSpan(0, (int)line.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }
}
