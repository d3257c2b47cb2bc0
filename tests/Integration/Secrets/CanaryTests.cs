using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Secrets;

/// <summary>
/// Secrets are planted wherever they go into an operator that logs everything, on a real API server, with metrics sources that fail and
/// say the secrets back. Then nothing that the operator shows may hold one.
/// </summary>
public sealed partial class CanaryTests(ClusterFixture fixture) : IDisposable
{
    private const string Token = "canary-token-5f2a1c";
    private const string Password = "canary-password-81be07";
    private const string Header = "canary-header-93d4e2";
    private const string PlainHeader = "canary-plain-27aa60";
    private const string UserInfo = "canary-userinfo-c0ffee";
    private const string Misplaced = "canary-misplaced-deadbe";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Sources = ["token", "password", "header", "certificate"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("canary");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task No_secret_is_in_logs_Events_status_or_metrics()
    {
        var ns = await fixture.CreateNamespaceAsync();
        await using var server = await EchoingServer.StartAsync();
        var key = WriteCertificate();
        var settings = Settings(ns, server.Port);
        var config = Write("config.yaml", settings);
        foreach (var source in Sources) await fixture.Cluster.ApplyAsync(Monitor(ns, source));
        var port = FreePort();
        await using var process = TracedOperator.Start(config, fixture.KubeConfigPath, port);

        // Every source fails and says so; those over http were really sent their secrets.
        foreach (var source in Sources)
            await UntilAsync($"source {source} fails", process, () => process.Log.Contains($"Metrics source {source} fails", StringComparison.Ordinal));
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"reader:{Password}"));
        foreach (var secret in new[] { Token, basic, Header })
            await UntilAsync("the server was sent the secrets", process, () => server.Heard.Any(h => h.Contains(secret, StringComparison.Ordinal)));

        // Secrets in the wrong place: each time the file is refused while the operator runs, without a word of what stands there.
        foreach (var (wrong, field) in new[]
        {
            (settings.Replace("http://127.0.0.1", $"http://reader:{UserInfo}@127.0.0.1", StringComparison.Ordinal), "sources[0].url must be without user"),
            (settings.Replace("bearerTokenFile: ", $"bearerToken: {Misplaced}\n  bearerTokenFile: ", StringComparison.Ordinal), "sources[0].bearerToken is no field"),
            (settings.Replace("X-Plain", "Authorization", StringComparison.Ordinal), "headers.Authorization would hold a secret"),
        })
        {
            Write("config.yaml", wrong);
            await UntilAsync(field, process, () => process.Log.Contains(field, StringComparison.Ordinal));
        }

        var shown = new Dictionary<string, string>
        {
            ["metrics"] = await new HttpClient().GetStringAsync($"http://127.0.0.1:{port}/metrics"),
            ["status"] = await fixture.Cluster.KubectlAsync(["get", "modelmonitors", "-n", ns, "-o", "json"]),
            ["Events"] = await Eventually.GetAsync(
                "Events", async () => await fixture.Cluster.KubectlAsync(["get", "events", "-n", ns, "-o", "json"]) is var e && e.Contains("MetricsUnavailable", StringComparison.Ordinal) ? e : null,
                Patience),
            ["logs"] = process.Log,
        };
        Assert.True(process.IsAlive);
        Assert.Contains("modelmonitor_config_last_reload_successful 0", shown["metrics"], StringComparison.Ordinal);
        Assert.Contains("\"conditions\"", shown["status"], StringComparison.Ordinal);
        // What the servers said back was shown, without the secrets in it.
        Assert.Contains("[redacted]", shown["logs"], StringComparison.Ordinal);
        Assert.Contains("\"log.level\":\"debug\"", shown["logs"], StringComparison.Ordinal);
        var admin = ClientKey().Match(await File.ReadAllTextAsync(fixture.KubeConfigPath)).Groups[1].Value;
        Assert.NotEmpty(admin);
        foreach (var secret in new[] { Token, Password, basic, Header, PlainHeader, UserInfo, Misplaced, key, admin })
            Assert.All(shown, s => Assert.False(s.Value.Contains(secret, StringComparison.Ordinal), $"{s.Key} hold {secret[..12]}: {Around(s.Value, secret)}"));
    }

    private string Settings(string ns, int port) => $$"""
        watchNamespace: {{ns}}
        intervalSeconds: 1
        sources:
        - name: token
          url: http://127.0.0.1:{{port}}
          bearerTokenFile: {{Write("token", Token)}}
          headers: {X-Plain: {{PlainHeader}} }
        - name: password
          url: http://127.0.0.1:{{port}}
          username: reader
          passwordFile: {{Write("password", Password)}}
        - name: header
          url: http://127.0.0.1:{{port}}
          headerFiles: {X-Api-Key: {{Write("header", Header)}} }
        - name: certificate
          url: https://127.0.0.1:{{port}}
          caFile: {{Path.Combine(_folder.FullName, "ca.crt")}}
          clientCertificateFile: {{Path.Combine(_folder.FullName, "ca.crt")}}
          clientKeyFile: {{Path.Combine(_folder.FullName, "client.key")}}
        """;

    // Without a pod, what waits for one is asked for all the same.
    private static string Monitor(string ns, string source) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{source}}, namespace: {{ns}} }
        spec:
          replicas: 0
          selector:
            matchLabels: {app: {{source}} }
          template:
            metadata:
              labels: {app: {{source}} }
            spec:
              containers: [{name: c, image: none.example/none}]
        ---
        apiVersion: modelmonitor.dev/v1alpha1
        kind: ModelMonitor
        metadata: {name: {{source}}, namespace: {{ns}} }
        spec:
          targetRef: {name: {{source}} }
          metrics: {source: {{source}} }
          objectives: [{indicator: time-to-first-token, below: 5s}]
          scaling: {minReplicas: 0, maxReplicas: 4, wakeQuery: 'sum(waiting{$selector})'}
        """;

    /// <returns>A part of the key as its file has it.</returns>
    private string WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=canary", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Write("ca.crt", certificate.ExportCertificatePem());
        var pem = key.ExportPkcs8PrivateKeyPem();
        Write("client.key", pem);
        return pem.Split('\n')[5];
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task UntilAsync(string what, TracedOperator process, Func<bool> isSo)
    {
        try
        {
            await Eventually.GetAsync(what, () => Task.FromResult(isSo() ? what : null), Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{process.Log[^Math.Min(process.Log.Length, 6000)..]}", e);
        }
    }

    private static string Around(string text, string secret) =>
        text.IndexOf(secret, StringComparison.Ordinal) is >= 0 and var at ? text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 50)] : "";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("client-key-data: ([A-Za-z0-9+/]{60})")]
    private static partial Regex ClientKey();
}
