using System.Net;

namespace ModelMonitor.Kubernetes;

/// <summary>An answer's content that says when it is no longer needed.</summary>
internal sealed class LastingContent : HttpContent
{
    private readonly HttpContent _inner;
    private Action? _released;

    public LastingContent(HttpContent inner, Action released)
    {
        (_inner, _released) = (inner, released);
        foreach (var (name, values) in inner.Headers.NonValidated) Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => _inner.ReadAsStreamAsync();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _inner.CopyToAsync(stream, context);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            Interlocked.Exchange(ref _released, null)?.Invoke();
        }

        base.Dispose(disposing);
    }
}
