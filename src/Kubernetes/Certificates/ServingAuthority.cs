using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// Makes the certificates of a TLS server that API servers call: an authority in a Secret that all replicas share, and a serving
/// certificate of each replica in its memory.
/// </summary>
/// <remarks>
/// <para><b>Guarantees.</b> Nothing is signed with a new authority before clients have trusted it for <see cref="ServingAuthorityOptions.Settle"/>,
/// and a certificate that clients trust is never exchanged for one that they do not. Former authorities stay trusted to their end. A
/// Secret that is deleted, unusable or another than before is written back as it was; whoever starts without memory takes what is there,
/// or makes a new authority. The properties are safe for concurrent use.</para>
/// <para><b>Assumptions.</b> One caller of <see cref="StepAsync"/> at a time, every few seconds. At most one replica is told that it leads.</para>
/// </remarks>
/// <param name="store">Where the Secret is.</param>
/// <param name="options">Names and lives.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where changes are told; never a key.</param>
public sealed class ServingAuthority(IAuthorityStore store, ServingAuthorityOptions options, TimeProvider time, ILogger logger)
{
    private const int MostTries = 3;

    private volatile AuthoritySecret? _known;
    private volatile ServingCertificate? _certificate;
    private X509Certificate2? _issuer;
    private bool _led;
    private (X509Certificate2 Authority, DateTimeOffset Since)? _published;

    /// <summary>What to serve with; null before the first step that succeeded.</summary>
    public ServingCertificate? Certificate => _certificate;

    /// <summary>What clients have to trust, PEM; null before the first step that succeeded.</summary>
    public byte[]? Bundle => _known?.Bundle;

    /// <summary>When the authority that signs ends; null before the first step that succeeded.</summary>
    public DateTimeOffset? NotAfter => _known?.Current.NotAfter;

    /// <summary>Reads the Secret, puts right what is wrong, and renews what is due.</summary>
    /// <param name="leads">Whether this replica writes what only one may: rotations, and what others have changed.</param>
    /// <param name="registered">What clients trust now; null when nobody is registered to ask.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="KubernetesException">The Secret could not be read or written. What is known has been renewed all the same.</exception>
    public async Task StepAsync(bool leads, X509Certificate2Collection? registered, CancellationToken cancellationToken)
    {
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await AgreeAsync(leads, registered, cancellationToken);
                    return;
                }
                catch (KubernetesException e) when ((e.IsConflict || e.IsAlreadyExists) && tries < MostTries)
                {
                    // Another replica was first: what it wrote counts.
                }
            }
        }
        finally
        {
            Serve(registered);
        }
    }

    private async Task AgreeAsync(bool leads, X509Certificate2Collection? registered, CancellationToken cancellationToken)
    {
        var secret = await store.GetAsync(cancellationToken);
        var now = time.GetUtcNow();
        var known = _known?.Of(now);
        var stored = AuthoritySecret.Read(secret?.Data, now);
        // Also who does not lead: at a change of leaders the wait is not begun anew, which could outlast the authority that signs.
        SeePublished(stored?.Next, registered, now);
        var (wanted, isForeign) = (stored, false);
        if (stored is null)
        {
            wanted = known ?? new(CertificateAuthority.Create(now, options));
        }
        else if (leads)
        {
            isForeign = known is not null && IsForeign(stored, known);
            wanted = Rotate(isForeign ? known! : stored, now);
        }

        if (secret is null) await store.CreateAsync(wanted!.ToData(), cancellationToken);
        else if (stored is null || !stored.IsSame(wanted!)) await store.PatchAsync(secret.Metadata.ResourceVersion ?? "", wanted!.ToData(), cancellationToken);
        (_known, _led) = (wanted, leads);
        // Only after the write, which may fail again and again.
        if (secret is not null && stored is not null && !isForeign) return;
        logger.LogWarning("the Secret of the serving authority was {State}; {Remedy}",
            isForeign ? "changed by somebody else" : secret is null ? "missing" : "unusable",
            known is null ? "it has a new authority" : "it is written as it was");
    }

    // Who has been leading is the only one that changes anything. Who begins to lead may have missed a rotation of the leader before.
    private bool IsForeign(AuthoritySecret stored, AuthoritySecret known) =>
        _led ? !stored.IsSame(known) : !AuthoritySecret.Has(stored.Trusted, known.Current.Certificate);

    private void SeePublished(CertificateAuthority? next, X509Certificate2Collection? registered, DateTimeOffset now)
    {
        if (next is null || (registered is not null && !AuthoritySecret.Has(registered, next.Certificate))) _published = null;
        else if (_published is not { } published || !AuthoritySecret.AreSame(published.Authority, next.Certificate)) _published = (next.Certificate, now);
    }

    private AuthoritySecret Rotate(AuthoritySecret secret, DateTimeOffset now)
    {
        if (secret.Next is not { } next)
        {
            if (secret.Current.NotAfter - now > options.AuthorityLife / 3) return secret;
            logger.LogInformation("the serving authority ends at {End:u}: the next one is announced", secret.Current.NotAfter);
            return secret.Announce(CertificateAuthority.Create(now, options));
        }

        if (_published is not { } since || !AuthoritySecret.AreSame(since.Authority, next.Certificate) || now - since.Since < options.Settle) return secret;
        logger.LogInformation("the next serving authority is trusted and now signs, to {End:u}", next.NotAfter);
        return secret.Promote();
    }

    private void Serve(X509Certificate2Collection? registered)
    {
        var now = time.GetUtcNow();
        if (_known?.Of(now)?.Current is not { } current) return;
        if (_certificate is { } served && served.NotAfter > now)
        {
            // Where the authority itself is about to end, another certificate would end no later.
            var isDue = served.NotAfter - now <= options.CertificateLife / 3 && served.NotAfter < current.NotAfter;
            if (!isDue && AuthoritySecret.AreSame(current.Certificate, _issuer!)) return;
            var losesTrust = registered is not null && served.IsTrustedBy(registered, now) && !AuthoritySecret.Has(registered, current.Certificate);
            if (losesTrust) return;
        }

        _certificate = current.Issue(now, options);
        _issuer = current.Certificate;
        logger.LogInformation("serving with a new certificate, to {End:u}", _certificate.NotAfter);
    }
}
