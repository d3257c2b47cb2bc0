using System.Text;
using System.Text.Json;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// All that one user asked of the API server, in few bytes each, from the audit log as it grows: for more objects than
/// <see cref="AuditLog"/> should hold with their bodies.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
/// <param name="path">The log.</param>
/// <param name="user">The user, as the log names it.</param>
public sealed class ApiTally(string path, string user) : IDisposable
{
    private readonly byte[] _user = Encoding.UTF8.GetBytes($"\"username\":\"{user}\"");
    private readonly MemoryStream _rest = new();
    private readonly List<ApiCall> _calls = [];
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The calls so far, in the order of the log. A watch counts when it opens, everything else when it is answered.</summary>
    public IReadOnlyList<ApiCall> Read()
    {
        var buffer = new byte[256 * 1024];
        while (_file.Read(buffer) is > 0 and var length)
        {
            var chunk = buffer.AsSpan(0, length);
            for (var end = chunk.IndexOf((byte)'\n'); end >= 0; end = chunk.IndexOf((byte)'\n'))
            {
                _rest.Write(chunk[..end]);
                Add(_rest.GetBuffer().AsMemory(0, (int)_rest.Length));
                _rest.SetLength(0);
                chunk = chunk[(end + 1)..];
            }

            _rest.Write(chunk);
        }

        return _calls;
    }

    /// <summary>Every write so far but those of the lease.</summary>
    public int Writes() => Read().Count(c => c is { IsWrite: true, Resource: not "leases" });

    /// <summary>When each judged monitor was first written as ready, by the API server's clock.</summary>
    public IReadOnlyList<DateTimeOffset> FirstJudged() =>
        [.. Read().Where(c => c.ShowsReady).GroupBy(c => (c.Namespace, c.Name)).Select(g => g.Min(c => c.Answered)).Order()];

    public void Dispose()
    {
        _file.Dispose();
        _rest.Dispose();
    }

    private void Add(ReadOnlyMemory<byte> line)
    {
        if (line.Span.IndexOf(_user) < 0) return;
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var verb = Text(root, "verb");
        if (Text(root, "stage") != (verb == "watch" ? "ResponseStarted" : "ResponseComplete")) return;
        if (!root.TryGetProperty("objectRef", out var about)) about = default;
        var (resource, sub) = (Text(about, "resource"), Text(about, "subresource"));
        var code = root.TryGetProperty("responseStatus", out var status) && status.TryGetProperty("code", out var number) ? number.GetInt32() : 0;
        _calls.Add(new(
            root.GetProperty("stageTimestamp").GetDateTimeOffset(),
            verb,
            resource.Length == 0 ? "discovery" : sub.Length == 0 ? resource : $"{resource}/{sub}",
            Text(about, "namespace"),
            Text(about, "name"),
            code,
            resource == "modelmonitors" && code == 200 && ShowsReady(root)));
    }

    private static bool ShowsReady(JsonElement root) =>
        root.TryGetProperty("responseObject", out var answer)
        && answer.TryGetProperty("status", out var status)
        && status.TryGetProperty("conditions", out var conditions)
        && conditions.EnumerateArray().Any(c => Text(c, "type") == "Ready" && Text(c, "status") == "True");

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
