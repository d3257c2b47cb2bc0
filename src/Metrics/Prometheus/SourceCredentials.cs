using System.Net.Http.Headers;
using System.Text;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Headers of one request, and the secrets in them, which a server may echo and nobody may show.</summary>
/// <param name="Authorization">The authorization, or null.</param>
/// <param name="Headers">The others.</param>
/// <param name="Secrets">What is blotted out of the server's words.</param>
internal sealed record RequestCredentials(
    AuthenticationHeaderValue? Authorization, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyList<string> Secrets);

/// <summary>Reads a source's secrets from their files, anew for every request: they rotate.</summary>
internal sealed class SourceCredentials(PrometheusOptions options)
{
    /// <exception cref="PrometheusException">A file cannot be read, or holds nothing that can be sent.</exception>
    public async Task<RequestCredentials> ReadAsync(CancellationToken cancellationToken)
    {
        var secrets = new List<string>();
        var headers = new List<KeyValuePair<string, string>>(options.Headers);
        foreach (var (name, file) in options.HeaderFiles)
        {
            var value = await ReadAsync($"a value for the header {name}", file, SourceRules.IsHeaderValue, cancellationToken);
            headers.Add(new(name, value));
            secrets.Add(value);
        }

        return new(await AuthorizationAsync(secrets, cancellationToken), headers, secrets);
    }

    private async Task<AuthenticationHeaderValue?> AuthorizationAsync(List<string> secrets, CancellationToken cancellationToken)
    {
        if (options.BearerTokenFile is { } tokenFile)
        {
            var token = await ReadAsync("a token", tokenFile, t => t.All(c => c is > ' ' and < '\x7f'), cancellationToken);
            secrets.Add(token);
            return new("Bearer", token);
        }

        if (options.PasswordFile is not { } passwordFile) return null;
        var password = await ReadAsync("a password", passwordFile, t => !t.Any(char.IsControl), cancellationToken);
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{password}"));
        secrets.AddRange([encoded, password]);
        return new("Basic", encoded);
    }

    private async Task<string> ReadAsync(string what, string file, Func<string, bool> canBeSent, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed($"needs {what}, and its file {file} cannot be read", e);
        }

        return text.Length > 0 && canBeSent(text) ? text : throw Failed($"needs {what}, and its file {file} holds none that can be sent");
    }

    private PrometheusException Failed(string what, Exception? inner = null) =>
        new(UnknownReason.SourceRefused, $"source {options.Name} {what}", null, inner);
}
