using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Turns an answer that is not a success into a <see cref="KubernetesException"/>.</summary>
internal static class ApiError
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxMessageChars = 1024;

    /// <summary>Reads the error, whatever its body is: a Status, plain text, HTML of a proxy, or nothing.</summary>
    public static async Task<KubernetesException> ReadAsync(
        ApiRequest request, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadStartAsync(response.Content, cancellationToken);
        var status = ParseStatus(body);
        var cause = status?.Message ?? Clean(Encoding.UTF8.GetString(body));
        var code = response.StatusCode;
        return new KubernetesException(
            $"{request.What}: {(int)code} {status?.Reason ?? code.ToString()}{(cause.Length > 0 ? ": " : "")}{Clean(cause)}",
            code, status, RetryAfter(response.Headers.RetryAfter, status, code, time));
    }

    // A body that breaks off still leaves the HTTP status, which says more than the transport's error would.
    private static async Task<byte[]> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBodyBytes];
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return Encoding.UTF8.GetBytes($"(body unreadable: {e.Message})");
        }

        return buffer[..length];
    }

    // Not by content type: flow control answers plain text, and proxies answer what they like.
    private static Status? ParseStatus(byte[] body)
    {
        if (body is not [(byte)'{', ..]) return null;
        try
        {
            return JsonSerializer.Deserialize(body, ProtocolJsonContext.Default.Status);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, Status? status, HttpStatusCode code, TimeProvider time)
    {
        if (code is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)) return null;
        var wait = header?.Delta
            ?? (header?.Date - time.GetUtcNow())
            ?? (status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : default(TimeSpan?));
        return RetryRules.Granted(wait);
    }

    // Error texts end up in logs and conditions: one line, of bounded length, without control characters.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxMessageChars));
        foreach (var c in text.AsSpan().Trim())
        {
            if (clean.Length == MaxMessageChars) return clean.Append('…').ToString();
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString();
    }
}
