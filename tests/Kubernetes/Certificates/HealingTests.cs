using System.Text;

namespace ModelMonitor.Tests.Kubernetes.Certificates;

/// <summary>What becomes of a Secret that somebody deletes, breaks or exchanges, and of one that two replicas make at once.</summary>
public sealed class HealingTests
{
    private readonly ManualTime _time = new();
    private readonly SecretAtServer _secret = new();

    public static TheoryData<string> Faults => ["deleted", "empty", "no key", "garbage", "another's key", "a certificate that may not sign", "ended"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whoever_remembers_writes_it_as_it_was_leader_or_not(string fault)
    {
        var (leader, follower) = (new Replica(_secret, _time), new Replica(_secret, _time));
        await leader.StepAsync();
        await follower.StepAsync(leads: false);
        var (before, served) = (_secret.Data!["ca.crt"], follower.Leaf);
        await BreakAsync(fault);
        await follower.StepAsync(leads: false);
        Assert.Equal(before, _secret.Data!["ca.crt"]);
        Assert.Same(served, follower.Leaf);
        await leader.StepAsync();
        Assert.Equal(2, _secret.Writes);
        Assert.Contains(follower.Log.Warnings, w => w.Contains("as it was", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whoever_starts_then_makes_a_new_authority(string fault)
    {
        var former = new Replica(_secret, _time);
        await former.StepAsync();
        await BreakAsync(fault);
        var fresh = new Replica(_secret, _time);
        await fresh.StepAsync(leads: false);
        Assert.NotEqual(former.Signer, fresh.Signer);
        Assert.True(fresh.IsTrustedBy(_secret.Data!["ca.crt"]));
    }

    [Fact]
    public async Task A_foreign_authority_is_taken_out_by_the_leader_and_served_by_nobody()
    {
        var (leader, follower) = (new Replica(_secret, _time), new Replica(_secret, _time));
        await leader.StepAsync();
        await follower.StepAsync(leads: false);
        var (trusted, served, before) = (Replica.Trust(leader.Authority.Bundle), follower.Leaf, _secret.Data!["ca.crt"]);
        _secret.Edit(await ForeignAsync());
        await follower.StepAsync(leads: false, trusted);
        Assert.Same(served, follower.Leaf);
        await leader.StepAsync(registered: trusted);
        await follower.StepAsync(leads: false, trusted);
        Assert.Equal(before, _secret.Data!["ca.crt"]);
        Assert.Equal(before, leader.Authority.Bundle);
        Assert.Same(served, follower.Leaf);
    }

    [Fact]
    public async Task What_a_foreign_hand_adds_to_those_trusted_is_taken_out()
    {
        var leader = new Replica(_secret, _time);
        await leader.StepAsync();
        var before = leader.Authority.Bundle!;
        var foreign = await ForeignAsync();
        _secret.Edit(new(_secret.Data!) { ["ca.crt"] = [.. before, .. foreign["ca.crt"]] });
        await leader.StepAsync();
        Assert.Equal(before, leader.Authority.Bundle);
        Assert.Equal(before, _secret.Data!["ca.crt"]);
        _secret.Edit(new(_secret.Data!) { ["next.crt"] = foreign["tls.crt"], ["next.key"] = foreign["tls.key"] });
        await leader.StepAsync();
        Assert.Equal(before, leader.Authority.Bundle);
        Assert.False(_secret.Data!.ContainsKey("next.key"));
    }

    [Fact]
    public async Task A_new_leader_goes_on_with_the_rotation_of_the_one_before()
    {
        var (former, next) = (new Replica(_secret, _time, Replica.Short), new Replica(_secret, _time, Replica.Short));
        await former.StepAsync();
        await next.StepAsync(leads: false);
        _time.Advance(TimeSpan.FromSeconds(60));
        await former.StepAsync();
        await next.StepAsync();
        Assert.Equal(2, Replica.Trust(next.Authority.Bundle).Count);
        _time.Advance(TimeSpan.FromSeconds(10));
        await next.StepAsync();
        Assert.NotEqual(former.Signer, next.Signer);
        Assert.Equal(3, _secret.Writes);
    }

    [Fact]
    public async Task Two_that_make_it_at_once_end_up_with_one_authority()
    {
        // Both have read that there is none before either writes.
        var reads = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _secret.OnGet = () =>
        {
            if (Interlocked.Increment(ref reads) == 2) both.SetResult();
            return both.Task;
        };
        var (one, other) = (new Replica(_secret, _time), new Replica(_secret, _time));
        await Task.WhenAll(one.StepAsync(), other.StepAsync(leads: false));
        Assert.Equal(1, _secret.Writes);
        Assert.Equal(3, reads);
        Assert.Equal(one.Authority.Bundle, other.Authority.Bundle);
        Assert.True(one.IsTrustedBy(_secret.Data!["ca.crt"]));
        Assert.True(other.IsTrustedBy(_secret.Data!["ca.crt"]));
    }

    [Fact]
    public async Task Two_that_replace_a_broken_one_at_once_end_up_with_one_authority()
    {
        _secret.Edit(new() { ["tls.crt"] = "x"u8.ToArray() });
        var reads = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _secret.OnGet = () =>
        {
            if (Interlocked.Increment(ref reads) == 2) both.SetResult();
            return both.Task;
        };
        var (one, other) = (new Replica(_secret, _time), new Replica(_secret, _time));
        await Task.WhenAll(one.StepAsync(leads: false), other.StepAsync(leads: false));
        Assert.Equal(1, _secret.Writes);
        Assert.Equal(one.Signer, other.Signer);
    }

    [Fact]
    public async Task Nothing_of_a_key_is_logged()
    {
        var replica = new Replica(_secret, _time, Replica.Short);
        await replica.StepAsync();
        _secret.Edit(null);
        await replica.StepAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        await replica.StepAsync();
        var key = Encoding.ASCII.GetString(_secret.Data!["tls.key"]).Split('\n')[1];
        Assert.DoesNotContain(replica.Log.Lines, l => l.Text.Contains(key, StringComparison.Ordinal) || l.Text.Contains("BEGIN", StringComparison.Ordinal));
    }

    private async Task BreakAsync(string fault)
    {
        var data = new Dictionary<string, byte[]>(_secret.Data!);
        var foreign = await ForeignAsync();
        switch (fault)
        {
            case "no key": data.Remove("tls.key"); break;
            case "garbage": data["tls.crt"] = [0xff, 0x00, 0x2d]; break;
            case "another's key": data["tls.key"] = foreign["tls.key"]; break;
            case "a certificate that may not sign":
                using (var leaf = new TestCertificates().Issue("hook.n.svc"))
                using (var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(leaf)!)
                    (data["tls.crt"], data["tls.key"]) = (Encoding.ASCII.GetBytes(leaf.ExportCertificatePem()), Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
                break;
            case "ended":
                var past = new SecretAtServer();
                await new Replica(past, new ManualTime(), Replica.Short).StepAsync();
                data = past.Data!;
                // An hour's skew lies behind its making, so it is its end that counts.
                _time.Advance(TimeSpan.FromSeconds(90));
                break;
            default: data.Clear(); break;
        }

        _secret.Edit(fault == "deleted" ? null : data);
    }

    private async Task<Dictionary<string, byte[]>> ForeignAsync()
    {
        var foreign = new SecretAtServer();
        await new Replica(foreign, _time).StepAsync();
        return foreign.Data!;
    }
}
