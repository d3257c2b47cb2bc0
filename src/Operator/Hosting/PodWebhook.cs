using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Operator.Hosting;

/// <summary>The pod webhook of this process: its endpoint, its certificate, and that API servers trust it.</summary>
/// <remarks>
/// <b>Guarantees</b>: what cannot be read or written is told by <see cref="WhyNot"/> and tried again, never thrown. Only who leads writes
/// the registration; the Secret also whoever finds none, see <see cref="ServingAuthority"/>. Without changes nothing is written. The
/// properties are safe for concurrent use and return at once. <b>Assumptions</b>: one <see cref="RunAsync"/>, or one caller of
/// <see cref="StepAsync"/>.
/// </remarks>
[Rbac("", "secrets", "create", OwnNamespace = true, Part = RbacPart.Webhook)]
[Rbac("", "secrets", "get,patch", Names = WebhookConfiguration.DefaultSecret, OwnNamespace = true, Part = RbacPart.Webhook)]
[Rbac("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "get,patch", Names = WebhookConfiguration.DefaultConfiguration, ClusterScoped = true, Part = RbacPart.Webhook)]
public sealed class PodWebhook : IDisposable
{
    /// <summary>Time between two looks at the Secret or the folder, and at the registration. What is wrong is put right within two.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>A serving certificate with less left makes the process not ready: somebody has two days to see it before pods start without us.</summary>
    public static readonly TimeSpan LeastLife = TimeSpan.FromHours(24);

    private readonly WebhookConfiguration _configuration;
    private readonly BindAddress _address;
    private readonly Func<bool> _leads;
    private readonly CaBundleKeeper _registration;
    private readonly ServingAuthority? _authority;
    private readonly CertificateFolder? _folder;
    private readonly AdmissionReviewer _reviewer;
    private readonly WebhookMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Dictionary<string, string?> _faults = [];
    private volatile bool _listening;
    private volatile string? _certificateFault;
    private volatile string? _whyNot = "it has not been looked at yet";

    /// <summary>Makes it; nothing is sent or served yet.</summary>
    /// <param name="configuration">Names, and whose the certificate is.</param>
    /// <param name="ns">The operator's own namespace, with the Secret and the Service.</param>
    /// <param name="address">Where to listen, <c>host:port</c> or <c>:port</c>.</param>
    /// <param name="unfenced">Writes the Secret, with each write pinned to what was read.</param>
    /// <param name="fenced">Writes the registration, while this process leads.</param>
    /// <param name="leads">Whether this process leads.</param>
    /// <param name="handler">Decides on pods.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="options">Names and lives of certificates; null for those of <see cref="OptionsOf"/>.</param>
    /// <param name="scope">Tells the meter from others of its name, in tests.</param>
    /// <exception cref="ConfigurationException">The address cannot be read.</exception>
    public PodWebhook(
        WebhookConfiguration configuration, string ns, string address, KubernetesClient unfenced, KubernetesClient fenced, Func<bool> leads,
        IAdmissionHandler handler, TimeProvider time, ILoggerFactory loggers, ServingAuthorityOptions? options = null, object? scope = null)
    {
        (_configuration, _leads, _time, _loggers) = (configuration, leads, time, loggers);
        _address = BindAddress.Parse(address, "--webhook-bind-address");
        _logger = loggers.CreateLogger<PodWebhook>();
        _reviewer = new(handler, loggers.CreateLogger<AdmissionReviewer>());
        _registration = new(fenced, configuration.Configuration, new(ns, configuration.Service));
        if (configuration.CertificateFolder is { } folder)
        {
            _folder = new(folder, loggers.CreateLogger<CertificateFolder>());
        }
        else
        {
            var store = new ApiAuthorityStore(unfenced, new(ns, configuration.Secret));
            _authority = new(store, options ?? OptionsOf(configuration, ns, address), time, loggers.CreateLogger<ServingAuthority>());
        }

        _metrics = new(() => [("ca", _authority?.NotAfter), ("serving", Certificate?.NotAfter)], scope);
    }

    /// <summary>
    /// Why API servers may not get an answer, for people; null when the webhook is served and the registration trusts its certificate.
    /// </summary>
    public string? WhyNot => _whyNot;

    /// <summary>What makes the process not ready, or null. A missing registration does not: nobody asks then.</summary>
    public string? NotReady =>
        !_listening ? "not listening yet"
        : Certificate is not { } certificate ? _certificateFault ?? "no serving certificate yet"
        : certificate.NotAfter - _time.GetUtcNow() < LeastLife ? $"the serving certificate ends at {certificate.NotAfter:u}; {_certificateFault ?? "it should have been renewed"}"
        : null;

    private ServingCertificate? Certificate => _authority is null ? _folder!.Certificate : _authority.Certificate;

    /// <summary>What self-made certificates are: made out to the Service, and to the host where the address names one.</summary>
    /// <param name="configuration">Names the Service.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="address">Where the endpoint listens.</param>
    /// <exception cref="ConfigurationException">The address cannot be read.</exception>
    public static ServingAuthorityOptions OptionsOf(WebhookConfiguration configuration, string ns, string address)
    {
        var service = $"{configuration.Service}.{ns}.svc";
        var host = BindAddress.Parse(address, "--webhook-bind-address").Host;
        // The first is the one that API servers look for.
        return new() { Names = [service, $"{service}.cluster.local", .. host is null ? [] : new[] { host }] };
    }

    /// <summary>Begins to answer.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The server; it ends when it is disposed.</returns>
    /// <exception cref="ConfigurationException">The address cannot be used or is in use.</exception>
    public async Task<WebApplication> ServeAsync(CancellationToken cancellationToken)
    {
        var server = await WebhookEndpoint.ServeAsync(_address, () => Certificate, _reviewer, _metrics, _time, _loggers, cancellationToken);
        _listening = true;
        return server;
    }

    /// <summary>Keeps certificate and registration right until cancelled.</summary>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await StepAsync(stopping);
                await Task.Delay(Period, _time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The normal end.
        }
    }

    /// <summary>Looks at certificate and registration once, and puts right what is wrong.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var leads = _leads();
        string? unregistered = null;
        var unread = await FaultOfAsync("registration", async () => unregistered = await _registration.ReadAsync(cancellationToken), cancellationToken);
        _folder?.Read();
        _certificateFault = _folder is not null ? _folder.Fault : await FaultOfAsync(
            "certificate", () => _authority!.StepAsync(leads, _registration.Registered, cancellationToken), cancellationToken);
        string? unwritten = null;
        if (leads && unread is null && _authority?.Bundle is { } bundle)
            unwritten = await FaultOfAsync("caBundle", () => _registration.WriteAsync(bundle, cancellationToken), cancellationToken);
        _whyNot = WhyNotOf(unread, unregistered, unwritten);
    }

    /// <inheritdoc />
    public void Dispose() => _metrics.Dispose();

    private string? WhyNotOf(string? unread, string? unregistered, string? unwritten)
    {
        if (!_listening) return "it is not listening yet";
        if (Certificate is not { } certificate) return _certificateFault ?? "there is no serving certificate yet";
        if (certificate.NotAfter <= _time.GetUtcNow()) return $"the serving certificate has ended; {_certificateFault ?? "it should have been renewed"}";
        if (unregistered is not null) return unregistered;
        // One failed request says nothing of what is registered: what was read before counts.
        if (_registration.Registered is not { } registered) return unread ?? "the registration has not been read yet";
        if (certificate.IsTrustedBy(registered, _time.GetUtcNow())) return null;
        return $"the caBundle of MutatingWebhookConfiguration {_configuration.Configuration} does not trust the serving certificate; " +
            (unwritten ?? (_folder is not null ? "whoever keeps the certificate has to write it" : "the leader writes it within seconds"));
    }

    // Nothing that fails here may end the process, which does much else; the same fault is told once.
    private async Task<string?> FaultOfAsync(string what, Func<Task> act, CancellationToken cancellationToken)
    {
        string? fault = null;
        try
        {
            await act();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            fault = e.Message;
            if (_faults.GetValueOrDefault(what) != fault) _logger.LogWarning(e, "pod webhook, {What}: {Fault}", what, fault);
        }

        _faults[what] = fault;
        return fault;
    }
}
