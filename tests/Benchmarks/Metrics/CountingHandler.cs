namespace ModelMonitor.Tests.Benchmarks.Metrics;

/// <summary>Counts requests and the bytes of their answers.</summary>
internal sealed class CountingHandler : DelegatingHandler
{
    private long _requests;
    private long _bytes;

    public CountingHandler()
        : base(new SocketsHttpHandler())
    {
    }

    public long Requests => Interlocked.Read(ref _requests);

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Reset()
    {
        Interlocked.Exchange(ref _requests, 0);
        Interlocked.Exchange(ref _bytes, 0);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        Interlocked.Increment(ref _requests);
        response.Content = new CountedContent(response.Content, n => Interlocked.Add(ref _bytes, n));
        return response;
    }

    private sealed class CountedContent(HttpContent inner, Action<int> count) : HttpContent
    {
        protected override async Task<Stream> CreateContentReadStreamAsync() => new CountedStream(await inner.ReadAsStreamAsync(), count);

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => inner.CopyToAsync(stream, context);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class CountedStream(Stream inner, Action<int> count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int length) => Count(inner.Read(buffer, offset, length));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int length) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int read)
        {
            count(read);
            return read;
        }
    }
}
