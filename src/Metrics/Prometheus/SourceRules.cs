using System.Buffers;

namespace ModelMonitor.Metrics;

/// <summary>The rules of a source's settings. No problem repeats a value: any of them may be a secret that was put in the wrong place.</summary>
internal static class SourceRules
{
    private const int MaxText = 1024;

    // RFC 9110, 5.6.2: a header's name is a token.
    private static readonly SearchValues<char> HeaderName =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~");

    private static readonly SearchValues<char> ParameterName =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]");

    private static readonly SearchValues<char> NamespaceName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    // They belong to the message or to the connection, and the client sets them itself.
    private static readonly HashSet<string> ReservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Accept-Encoding",
    };

    private static readonly HashSet<string> SecretHeaders = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Cookie" };

    private static readonly HashSet<string> ReservedParameters = new(StringComparer.Ordinal) { "query", "time", "timeout" };

    public static SourceFault? FindFault(PrometheusOptions o) =>
        Url("url", o.Url) ?? (o.ProxyUrl is { } proxy ? Url("proxyUrl", proxy) : null)
        ?? Times(o) ?? Authentication(o) ?? Headers(o) ?? Parameters(o) ?? Namespaces(o) ?? Tenant(o);

    /// <summary>Whether a text can be a namespace's name.</summary>
    public static bool IsNamespace(string text) => text.Length is > 0 and <= 63 && !text.AsSpan().ContainsAnyExcept(NamespaceName);

    /// <summary>Whether a text can be sent as a header's value: visible ASCII, blanks inside.</summary>
    public static bool IsHeaderValue(string text) => text.Length > 0 && text.Trim() == text && text.All(c => c is >= ' ' and < '\x7f');

    private static SourceFault? Url(string field, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return new(field, "must be an http or https URL, such as http://prometheus.monitoring:9090");
        if (url.UserInfo.Length > 0) return new(field, "must be without user and password, which are credentials: name a file that holds them");
        return url.Query.Length > 0 || url.Fragment.Length > 0 ? new(field, "must be without query and fragment; parameters are for that") : null;
    }

    private static SourceFault? Times(PrometheusOptions o)
    {
        if (o.Timeout <= TimeSpan.Zero) return new("timeoutSeconds", "must be above 0");
        if (o.Offset < TimeSpan.Zero || o.Offset > TimeSpan.FromMinutes(10)) return new("offsetSeconds", "must be 0 to 600");
        if (o.ScrapeInterval <= TimeSpan.Zero) return new("scrapeIntervalSeconds", "must be above 0");
        return o.Window < 4 * o.ScrapeInterval ? new("windowSeconds", "must be at least 4 times scrapeIntervalSeconds") : null;
    }

    private static SourceFault? Authentication(PrometheusOptions o)
    {
        if (o.Username is null != o.PasswordFile is null)
            return o.Username is null ? new("username", "is missing beside passwordFile") : new("passwordFile", "is missing beside username");
        if (o.Username is { } user && (user.Length is 0 or > MaxText || user.Any(c => c == ':' || char.IsControl(c))))
            return new("username", "must be 1 to 1,024 characters without colon and control characters");
        if (o.ClientCertificateFile is null != o.ClientKeyFile is null)
        {
            return o.ClientKeyFile is null
                ? new("clientKeyFile", "is missing beside clientCertificateFile")
                : new("clientCertificateFile", "is missing beside clientKeyFile");
        }

        if (o.ClientCertificateFile is not null && new Uri(o.Url).Scheme != "https")
            return new("clientCertificateFile", "needs an https url: without TLS no certificate is shown");
        string?[] ways =
        [
            o.BearerTokenFile is null ? null : "bearerTokenFile",
            o.Username is null ? null : "username",
            o.HeaderFiles.Keys.Any(SecretHeaders.Contains) ? "headerFiles" : null,
        ];
        return ways.Where(w => w is not null).ToList() is [_, var second, ..] && ways.First(w => w is not null) is var first
            ? new(second!, $"is a second authentication beside {first}; keep one")
            : null;
    }

    private static SourceFault? Headers(PrometheusOptions o)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (field, headers) in new[] { ("headers", o.Headers), ("headerFiles", o.HeaderFiles) })
        {
            foreach (var (name, value) in headers)
            {
                if (NameFault($"{field}", name) is { } fault) return fault;
                if (!names.Add(name)) return new($"{field}.{name}", "stands twice");
                if (field != "headers") continue;
                if (SecretHeaders.Contains(name)) return new($"headers.{name}", "would hold a secret: use headerFiles, or bearerTokenFile");
                if (value.Length > MaxText || !IsHeaderValue(value))
                    return new($"headers.{name}", "must be 1 to 1,024 visible ASCII characters, without line breaks and outer blanks");
            }
        }

        return null;
    }

    private static SourceFault? NameFault(string field, string name)
    {
        if (name.Length is 0 or > 128 || name.AsSpan().ContainsAnyExcept(HeaderName))
            return new(field, "has a name that is no HTTP header's: letters, digits and - are");
        var isReserved = ReservedHeaders.Contains(name)
            || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase);
        return isReserved ? new($"{field}.{name}", "belongs to the connection or the message and cannot be set; remove it") : null;
    }

    private static SourceFault? Parameters(PrometheusOptions o)
    {
        foreach (var (name, value) in o.Parameters)
        {
            if (name.Length is 0 or > 128 || name.AsSpan().ContainsAnyExcept(ParameterName))
                return new("parameters", "has a name that is none: letters, digits and _ - . [ ] are");
            if (ReservedParameters.Contains(name)) return new($"parameters.{name}", "is set by the operator; remove it");
            if (value.Length > MaxText || value.Any(char.IsControl))
                return new($"parameters.{name}", "must be at most 1,024 characters without control characters");
        }

        return null;
    }

    private static SourceFault? Namespaces(PrometheusOptions o)
    {
        if (o.Namespaces is null) return null;
        if (o.Namespaces.Count == 0) return new("namespaces", "is empty, so that nobody could use the source; leave it out to allow all");
        for (var i = 0; i < o.Namespaces.Count; i++)
        {
            var name = o.Namespaces[i];
            if (name != "*" && !IsNamespace(name.EndsWith('*') ? name[..^1] : name))
                return new($"namespaces[{i}]", "must be a namespace's name, or the beginning of one and *");
        }

        return null;
    }

    private static SourceFault? Tenant(PrometheusOptions o)
    {
        if (o.Tenant is not { } tenant) return null;
        if (tenant.Header is null == tenant.Parameter is null) return new("tenant", "needs exactly one of header and parameter");
        if (tenant.Prefix.Length > 128 || (tenant.Prefix.Length > 0 && !IsHeaderValue(tenant.Prefix)))
            return new("tenant.prefix", "must be at most 128 visible ASCII characters");
        if (tenant.Header is { } header)
        {
            if (NameFault("tenant.header", header) is { } fault) return fault with { Field = "tenant.header" };
            var isTaken = SecretHeaders.Contains(header)
                || o.Headers.Keys.Concat(o.HeaderFiles.Keys).Contains(header, StringComparer.OrdinalIgnoreCase);
            return isTaken ? new("tenant.header", "is set otherwise, too; keep one") : null;
        }

        if (tenant.Parameter!.Length is 0 or > 128 || tenant.Parameter.AsSpan().ContainsAnyExcept(ParameterName))
            return new("tenant.parameter", "must be letters, digits and _ - . [ ]");
        return ReservedParameters.Contains(tenant.Parameter) || o.Parameters.ContainsKey(tenant.Parameter)
            ? new("tenant.parameter", "is set otherwise, too; choose another")
            : null;
    }
}
