using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Kubeconfig files seen as one: of entries with the same name, and of the current context, the first counts.</summary>
internal sealed class KubeConfig
{
    private readonly Dictionary<string, Entry> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _contexts = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private string _currentContext = "";

    private string Files => string.Join(", ", _files);

    /// <summary>Reads the files, which exist.</summary>
    public static KubeConfig Read(IEnumerable<string> paths)
    {
        var config = new KubeConfig();
        foreach (var path in paths) config.Add(path);
        return config;
    }

    /// <summary>The client's configuration for a context.</summary>
    /// <param name="contextName">The context, or null for the current one.</param>
    /// <param name="time">The clock of token sources.</param>
    /// <param name="loggers">Where token sources report.</param>
    public ClientConfig Resolve(string? contextName, TimeProvider? time, ILoggerFactory? loggers)
    {
        var name = contextName ?? _currentContext;
        if (name.Length == 0) throw new ClientConfigException($"{Files}: no current-context; name a context");
        var context = Find(_contexts, "context", name, $"{Files}");
        var cluster = Find(_clusters, "cluster", context.Text("cluster") ?? "", $"{context}");
        var user = context.Text("user") is { Length: > 0 } userName ? Find(_users, "user", userName, $"{context}") : null;
        var insecure = cluster.Flag("insecure-skip-tls-verify");
        var authority = cluster.Pem("certificate-authority");
        if (insecure && authority is not null)
            throw new ClientConfigException($"{cluster}: insecure-skip-tls-verify together with a certificate-authority");
        var config = new ClientConfig
        {
            Server = cluster.Address("server") ?? throw new ClientConfigException($"{cluster}: no server"),
            CertificateAuthority = authority is null ? null : Decode(cluster, () => Certificates.Authority(authority, $"{cluster}")),
            CertificateAuthorityFile = cluster.PemFile("certificate-authority"),
            InsecureSkipTlsVerify = insecure,
            TlsServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Address("proxy-url"),
            UseEnvironmentProxy = true,
            DefaultNamespace = context.Text("namespace") is { Length: > 0 } ns ? ns : "default",
        };
        return user is null ? config : KubeConfigUser.Apply(config, user, cluster, time, loggers);
    }

    /// <summary>Runs a decoder whose failure is the entry's fault.</summary>
    public static T Decode<T>(Entry entry, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            throw new ClientConfigException($"{entry}: {e.Message}", e);
        }
    }

    private void Add(string path)
    {
        JsonNode? root;
        try
        {
            root = YamlJson.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ClientConfigException($"{path}: {e.Message}", e);
        }

        _files.Add(path);
        if (root is null) return;
        if (root is not JsonObject file) throw new ClientConfigException($"{path}: not a kubeconfig");
        AddEntries(_clusters, file, "clusters", "cluster", path);
        AddEntries(_users, file, "users", "user", path);
        AddEntries(_contexts, file, "contexts", "context", path);
        if (_currentContext.Length == 0) _currentContext = file["current-context"]?.ToString() ?? "";
    }

    private static void AddEntries(Dictionary<string, Entry> entries, JsonObject file, string list, string kind, string path)
    {
        if (file[list] is not JsonArray items) return;
        foreach (var item in items.OfType<JsonObject>())
        {
            var name = item["name"]?.ToString() ?? "";
            entries.TryAdd(name, new Entry(path, kind, name, item[kind] as JsonObject ?? []));
        }
    }

    private static Entry Find(Dictionary<string, Entry> entries, string kind, string name, string where) =>
        entries.GetValueOrDefault(name) ?? throw new ClientConfigException($"{where}: {kind} '{name}' is not there");

    /// <summary>A named entry, and the file it is from, which its relative paths start at.</summary>
    internal sealed record Entry(string File, string Kind, string Name, JsonObject Body)
    {
        public string? Text(string field) => Body[field]?.ToString();

        public bool Flag(string field) => Body[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

        public bool Has(string field) => Body[field] is not null && Text(field) is not ("" or "[]" or "{}");

        public Uri? Address(string field) => Text(field) switch
        {
            null or "" => null,
            var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 => uri,
            _ => throw new ClientConfigException($"{this}: {field} is not an address"),
        };

        public string? FullPath(string field) => Text(field) is { Length: > 0 } path ? Resolve(path) : null;

        /// <summary>A path as the file means it.</summary>
        public string Resolve(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);

        /// <summary>PEM text from <c>field-data</c> (base64), which goes first, or from the file that <c>field</c> names.</summary>
        public string? Pem(string field)
        {
            if (Text($"{field}-data") is { Length: > 0 } data)
                return Decode(this, () => Encoding.UTF8.GetString(Convert.FromBase64String(data)));
            if (PemFile(field) is not { } path) return null;
            try
            {
                return System.IO.File.ReadAllText(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ClientConfigException($"{this}: {field}: {e.Message}", e);
            }
        }

        /// <summary>The file that <see cref="Pem"/> reads, or null where it reads none.</summary>
        public string? PemFile(string field) => Text($"{field}-data") is { Length: > 0 } ? null : FullPath(field);

        public override string ToString() => $"{File}: {Kind} '{Name}'";
    }
}
