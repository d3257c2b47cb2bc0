using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// A stand-in for many metrics servers at once, each under a path of its own, and each with a script: what it does when a round of
/// questions comes once its fault has begun. Before, it answers as <see cref="StandInPrometheus"/> does, about the pods whose names begin
/// with its own.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class FaultyPrometheus : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly Func<string, IReadOnlyList<string>> _podsOf;
    private readonly ConcurrentDictionary<string, FaultyServer> _servers = new();
    private readonly Dictionary<string, X509Certificate2> _certificates;
    private readonly WebApplication _app;
    private int _strays;

    private FaultyPrometheus(TimeProvider clock, Func<string, IReadOnlyList<string>> podsOf)
    {
        (_clock, _podsOf) = (clock, podsOf);
        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=stand-in authority", authority, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var root = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(10));
        Authority = root.ExportCertificatePem();
        _certificates = new()
        {
            ["expired"] = Issue(root, "localhost", now.AddDays(-1)),
            ["other-name"] = Issue(root, "prometheus.elsewhere", now.AddDays(5)),
            ["good"] = Issue(root, "localhost", now.AddDays(5)),
        };
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            foreach (var certificate in _certificates.Values) kestrel.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate));
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>PEM of the authority that signed its certificates.</summary>
    public string Authority { get; }

    /// <summary>Requests to where nobody was sent but by a redirect.</summary>
    public int Strays => Volatile.Read(ref _strays);

    /// <summary>Starts it.</summary>
    /// <param name="clock">The operators' clock, for sample times.</param>
    /// <param name="podsOf">Gives the pods of a namespace that serve.</param>
    public static async Task<FaultyPrometheus> StartAsync(TimeProvider clock, Func<string, IReadOnlyList<string>> podsOf)
    {
        var faulty = new FaultyPrometheus(clock, podsOf);
        await faulty._app.StartAsync();
        return faulty;
    }

    /// <summary>Adds a server.</summary>
    /// <param name="name">Its path; the pods that it knows begin with it.</param>
    /// <param name="fault">What it does when its fault has begun.</param>
    public FaultyServer Add(string name, Func<FaultyExchange, Task> fault) => _servers[name] = new(fault);

    /// <summary>The address of a server.</summary>
    /// <param name="name">Its name.</param>
    public Uri AddressOf(string name) => new($"{Urls[0]}/{name}");

    /// <summary>The address of a server behind TLS.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="certificate">Which certificate it shows: expired, other-name, good.</param>
    public Uri SecureAddressOf(string name, string certificate) =>
        new($"https://localhost:{new Uri(Urls[1 + _certificates.Keys.ToList().IndexOf(certificate)]).Port}/{name}");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        foreach (var certificate in _certificates.Values) certificate.Dispose();
    }

    private IReadOnlyList<string> Urls => [.. _app.Urls];

    private async Task AnswerAsync(HttpContext http)
    {
        var name = http.Request.Path.Value!.Split('/')[1];
        if (!_servers.TryGetValue(name, out var server))
        {
            Interlocked.Increment(ref _strays);
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var query = form["query"].ToString();
        var round = server.Count(StandInPrometheus.BeginsRound(query));
        string Healthy() => StandInPrometheus.Answer(
            query, _clock, ns => [.. _podsOf(ns).Where(p => p.StartsWith(name + "-", StringComparison.Ordinal))], _ => server.Shown);
        http.Response.ContentType = "application/json";
        var exchange = new FaultyExchange(http, query, round, Healthy);
        try
        {
            if (server.IsFaulty) await server.Fault(exchange);
            else await exchange.AnswerAsync(Healthy());
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The operator hung up, as it should on some of these.
        }
    }

    private static X509Certificate2 Issue(X509Certificate2 root, string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(root, until.AddDays(-8), until, Guid.NewGuid().ToByteArray());
        return signed.CopyWithPrivateKey(key);
    }
}
