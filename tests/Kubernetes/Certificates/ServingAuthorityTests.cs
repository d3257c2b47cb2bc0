using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Certificates;

/// <summary>Lives and renewals, by a clock that stands still until it is moved.</summary>
public sealed class ServingAuthorityTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly SecretAtServer _secret = new();

    [Fact]
    public async Task The_first_replica_makes_an_authority_of_a_year_and_a_certificate_of_a_week_for_the_names()
    {
        var replica = new Replica(_secret, _time);
        await replica.StepAsync(leads: false);
        var authority = Assert.Single(Replica.Trust(replica.Authority.Bundle));
        Assert.Equal(_time.GetUtcNow().AddDays(365), replica.Authority.NotAfter);
        Assert.Equal(_time.GetUtcNow().AddDays(7), replica.Serving.NotAfter);
        Assert.True(authority.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        foreach (var certificate in new[] { authority, replica.Leaf })
        {
            using var key = certificate.GetECDsaPublicKey()!;
            Assert.Equal(ECCurve.NamedCurves.nistP256.Oid.Value, key.ExportParameters(false).Curve.Oid.Value);
        }

        Assert.True(replica.IsTrustedBy(_secret.Data!["ca.crt"]));
        Assert.True(replica.Leaf.MatchesHostname("hook.n.svc"));
        Assert.True(replica.Leaf.MatchesHostname("127.0.0.1"));
        Assert.False(replica.Leaf.MatchesHostname("other.n.svc"));
        Assert.False(replica.Leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public async Task A_certificate_is_renewed_when_two_thirds_of_its_life_are_over_and_not_before()
    {
        var replica = new Replica(_secret, _time);
        await replica.StepAsync();
        var first = replica.Leaf;
        _time.Advance(TimeSpan.FromDays(7) * 2 / 3 - Second);
        await replica.StepAsync();
        Assert.Same(first, replica.Leaf);
        _time.Advance(Second);
        await replica.StepAsync();
        Assert.NotSame(first, replica.Leaf);
        Assert.Equal(_time.GetUtcNow().AddDays(7), replica.Serving.NotAfter);
        Assert.Equal(1, _secret.Writes);
    }

    [Fact]
    public async Task A_new_authority_is_announced_at_two_thirds_trusted_for_the_time_to_settle_and_only_then_signs()
    {
        var replica = new Replica(_secret, _time);
        await replica.StepAsync();
        var (first, trusted) = (replica.Signer, Replica.Trust(replica.Authority.Bundle));
        _time.Advance(TimeSpan.FromDays(365) * 2 / 3 - Second);
        await replica.StepAsync(registered: trusted);
        Assert.Single(Replica.Trust(replica.Authority.Bundle));
        _time.Advance(Second);
        await replica.StepAsync(registered: trusted);
        Assert.Equal(2, Replica.Trust(replica.Authority.Bundle).Count);

        // However long clients do not trust it, it does not sign.
        _time.Advance(TimeSpan.FromDays(30));
        await replica.StepAsync(registered: trusted);
        Assert.Equal(first, replica.Signer);

        trusted = Replica.Trust(replica.Authority.Bundle);
        await replica.StepAsync(registered: trusted);
        _time.Advance(TimeSpan.FromMinutes(1) - Second);
        await replica.StepAsync(registered: trusted);
        Assert.Equal(first, replica.Signer);
        _time.Advance(Second);
        await replica.StepAsync(registered: trusted);
        Assert.NotEqual(first, replica.Signer);
        Assert.Equal(2, Replica.Trust(replica.Authority.Bundle).Count);
        Assert.False(_secret.Data!.ContainsKey("next.key"));
    }

    [Fact]
    public async Task A_former_authority_is_trusted_to_its_end_and_then_no_more()
    {
        var replica = new Replica(_secret, _time, Replica.Short);
        await replica.StepAsync();
        var first = Replica.Trust(replica.Authority.Bundle)[0];
        _time.Advance(TimeSpan.FromSeconds(60));
        await replica.StepAsync();
        await replica.StepAsync();
        _time.Advance(TimeSpan.FromSeconds(29));
        await replica.StepAsync();
        Assert.NotEqual(first.Subject, replica.Signer);
        Assert.Contains(first.Subject, Replica.Trust(replica.Authority.Bundle).Select(c => c.Subject));
        _time.Advance(Second);
        await replica.StepAsync();
        Assert.DoesNotContain(first.Subject, Replica.Trust(replica.Authority.Bundle).Select(c => c.Subject));
    }

    [Fact]
    public async Task Who_does_not_lead_follows_a_rotation_and_writes_nothing_of_it()
    {
        var (leader, follower) = (new Replica(_secret, _time), new Replica(_secret, _time));
        await leader.StepAsync();
        await follower.StepAsync(leads: false);
        _time.Advance(TimeSpan.FromDays(300));
        await follower.StepAsync(leads: false);
        Assert.Equal(1, _secret.Writes);
        await leader.StepAsync();
        await leader.StepAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await leader.StepAsync();
        await follower.StepAsync(leads: false);
        Assert.Equal(leader.Signer, follower.Signer);
        Assert.NotEqual(leader.Leaf.RawData, follower.Leaf.RawData);
        Assert.Equal(3, _secret.Writes);
    }

    [Fact]
    public async Task A_certificate_that_is_trusted_is_not_exchanged_for_one_that_is_not()
    {
        var (leader, follower) = (new Replica(_secret, _time), new Replica(_secret, _time));
        await leader.StepAsync();
        await follower.StepAsync(leads: false);
        var (first, trusted) = (follower.Signer, Replica.Trust(follower.Authority.Bundle));
        _time.Advance(TimeSpan.FromDays(300));
        await leader.StepAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await leader.StepAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await leader.StepAsync();
        Assert.NotEqual(first, leader.Signer);
        // It has been off for long: its own certificate, of a year ago, has ended and holds it back no more.
        await follower.StepAsync(leads: false, trusted);
        Assert.Equal(leader.Signer, follower.Signer);

        var foreign = new SecretAtServer();
        var other = new Replica(foreign, _time);
        await other.StepAsync();
        var (kept, current) = (follower.Leaf, Replica.Trust(follower.Authority.Bundle));
        _secret.Edit(foreign.Data);
        await follower.StepAsync(leads: false, current);
        Assert.Same(kept, follower.Leaf);
        current.AddRange(Replica.Trust(other.Authority.Bundle));
        await follower.StepAsync(leads: false, current);
        Assert.Equal(other.Signer, follower.Signer);
    }

    [Fact]
    public async Task With_lives_of_90_and_30_seconds_two_replicas_are_trusted_at_every_moment_also_by_a_client_that_lags()
    {
        var replicas = new[] { new Replica(_secret, _time, Replica.Short), new Replica(_secret, _time, Replica.Short) };
        // What the leader registered, and what a slow API server has of it: the same, one step later.
        byte[]? registered = null;
        byte[]? lagging = null;
        var signers = new HashSet<string>();
        for (var step = 0; step < 240; step++)
        {
            // The leader changes every 25 steps, in the midst of rotations.
            var leader = step / 25 % 2;
            foreach (var replica in new[] { replicas[1 - leader], replicas[leader] })
            {
                var leads = replica == replicas[leader];
                await replica.StepAsync(leads, registered is null ? [] : Replica.Trust(registered));
                if (leads) registered = replica.Authority.Bundle;
            }

            foreach (var replica in replicas)
            {
                Assert.True(replica.IsTrustedBy(registered), $"step {step}");
                if (lagging is not null) Assert.True(replica.IsTrustedBy(lagging), $"step {step}, lagging");
                signers.Add(replica.Signer);
            }

            lagging = registered;
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        // 20 minutes, and a rotation every 60 to 75 s.
        Assert.InRange(signers.Count, 15, 21);
        Assert.InRange(_secret.Data!["ca.crt"].Length, 1, 4_000);
    }

    [Fact]
    public async Task While_the_server_refuses_certificates_are_renewed_all_the_same()
    {
        var replica = new Replica(_secret, _time, Replica.Short);
        await replica.StepAsync();
        var first = replica.Leaf;
        _secret.OnGet = () => throw new KubernetesException("down");
        _time.Advance(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<KubernetesException>(() => replica.StepAsync());
        Assert.NotSame(first, replica.Leaf);
        Assert.True(replica.Serving.NotAfter > _time.GetUtcNow().AddSeconds(29));
    }

    [Fact]
    public async Task A_rotation_whose_answer_is_lost_goes_on()
    {
        var replica = new Replica(_secret, _time, Replica.Short);
        await replica.StepAsync();
        var first = replica.Signer;
        _time.Advance(TimeSpan.FromSeconds(60));
        _secret.Loss = new KubernetesException("no answer");
        await Assert.ThrowsAsync<KubernetesException>(() => replica.StepAsync());
        _secret.Loss = null;
        await replica.StepAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await replica.StepAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await replica.StepAsync();
        Assert.NotEqual(first, replica.Signer);
        Assert.True(replica.IsTrustedBy(_secret.Data!["ca.crt"]));
    }

    [Fact]
    public async Task Without_the_right_to_the_Secret_there_is_no_certificate_and_the_cause_is_told()
    {
        _secret.Refusal = new KubernetesException("forbidden", HttpStatusCode.Forbidden);
        var replica = new Replica(_secret, _time);
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => replica.StepAsync())).IsForbidden);
        Assert.Null(replica.Authority.Certificate);
        Assert.Null(replica.Authority.Bundle);
    }
}
