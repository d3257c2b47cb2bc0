using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// Reads the API server's audit log as it grows: the ground truth of who wrote what. The server writes it before it answers, so what
/// an answered request did is in it.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="path">The log.</param>
public sealed class AuditLog(string path) : IDisposable
{
    // As deep as the API server takes an object, and more.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 20_000 };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<AuditEntry>> _byNamespace = [];
    private readonly MemoryStream _rest = new();
    private FileStream? _file;

    /// <summary>What stands in the log about a namespace now: its service accounts' requests, and everybody's
    /// writes to monitors, leases, Events and workloads; in the log's order.</summary>
    /// <param name="ns">The namespace.</param>
    public IReadOnlyList<AuditEntry> Of(string ns)
    {
        lock (_lock)
        {
            ReadOn();
            return _byNamespace.TryGetValue(ns, out var entries) ? [.. entries] : [];
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _rest.Dispose();
    }

    /// <summary>Reads one line of the log.</summary>
    /// <returns>The entry; null for stages other than the answer, and for requests about no object.</returns>
    internal static AuditEntry? Parse(string line)
    {
        var node = JsonNode.Parse(line, documentOptions: Deep)!;
        if (Text(node["stage"]) is not ("ResponseComplete" or "Panic") || node["objectRef"] is not { } reference) return null;
        return new(
            Time(node["requestReceivedTimestamp"]),
            Time(node["stageTimestamp"]),
            Text(node["user"]?["username"]),
            Text(node["userAgent"]),
            Text(node["verb"]),
            Text(reference["apiGroup"]),
            Text(reference["resource"]),
            Text(reference["subresource"]),
            Text(reference["namespace"]),
            Text(reference["name"]),
            (int?)node["responseStatus"]?["code"] ?? 0,
            node["requestObject"],
            node["responseObject"],
            Text(node["impersonatedUser"]?["username"]));

        static string Text(JsonNode? value) => value?.ToString() ?? "";
        static DateTimeOffset Time(JsonNode? value) => DateTimeOffset.Parse(Text(value), CultureInfo.InvariantCulture);
    }

    private void ReadOn()
    {
        _file ??= new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[256 * 1024];
        while (_file.Read(buffer) is > 0 and var length)
        {
            var chunk = buffer.AsSpan(0, length);
            for (var end = chunk.IndexOf((byte)'\n'); end >= 0; end = chunk.IndexOf((byte)'\n'))
            {
                _rest.Write(chunk[..end]);
                Add(Encoding.UTF8.GetString(_rest.GetBuffer().AsSpan(0, (int)_rest.Length)));
                _rest.SetLength(0);
                chunk = chunk[(end + 1)..];
            }

            _rest.Write(chunk);
        }
    }

    private void Add(string line)
    {
        if (Parse(line) is not { Namespace.Length: > 0 } entry) return;
        // Pods and replica sets of the controllers would only fill memory.
        var isOperators = entry.User.StartsWith($"system:serviceaccount:{entry.Namespace}:", StringComparison.Ordinal);
        if (!isOperators && !entry.IsWorkload && entry.Kind is (WriteKind.None or WriteKind.Other)) return;
        if (!_byNamespace.TryGetValue(entry.Namespace, out var entries)) _byNamespace[entry.Namespace] = entries = [];
        entries.Add(entry);
    }
}
