using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Hosting;

namespace ModelMonitor.Tests.Operator.Hosting;

public sealed class MetricsGuardTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly Reviews _reviews = new();
    private readonly MetricsGuard _guard;

    public MetricsGuardTests() => _guard = new(_reviews, _time, NullLogger<MetricsGuard>.Instance);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer  ")]
    [InlineData("Basic cHJvbTpwcm9t")]
    public async Task Without_a_token_nobody_is_asked_and_nobody_reads(string? header)
    {
        Assert.Equal(MetricsAccess.Unauthenticated, await _guard.MayReadAsync(header, default));
        Assert.Equal(0, _reviews.Asked);
    }

    [Fact]
    public async Task A_good_token_is_believed_for_a_minute_and_its_right_for_five()
    {
        await TellsAsync("good", MetricsAccess.Allowed, 1, 1);
        _time.Advance(MetricsGuard.KnownFor - Second);
        await TellsAsync("good", MetricsAccess.Allowed, 1, 1);
        _time.Advance(Second);
        await TellsAsync("good", MetricsAccess.Allowed, 2, 1);
        for (var minute = 2; minute < 5; minute++)
        {
            _time.Advance(MetricsGuard.KnownFor);
            await TellsAsync("good", MetricsAccess.Allowed, minute + 1, 1);
        }

        _time.Advance(MetricsGuard.KnownFor);
        await TellsAsync("good", MetricsAccess.Allowed, 6, 2);
    }

    [Fact]
    public async Task A_missing_right_is_asked_for_again_after_half_a_minute()
    {
        await TellsAsync("other", MetricsAccess.Forbidden, 1, 1);
        _time.Advance(MetricsGuard.DeniedFor - Second);
        await TellsAsync("other", MetricsAccess.Forbidden, 1, 1);
        _reviews.Readers.Add("other");
        _time.Advance(Second);
        await TellsAsync("other", MetricsAccess.Allowed, 1, 2);
    }

    [Fact]
    public async Task A_bad_token_is_asked_about_once_in_ten_seconds()
    {
        await TellsAsync("bad", MetricsAccess.Unauthenticated, 1, 0);
        _time.Advance(MetricsGuard.RefusedFor - Second);
        await TellsAsync("bad", MetricsAccess.Unauthenticated, 1, 0);
        _time.Advance(Second);
        await TellsAsync("bad", MetricsAccess.Unauthenticated, 2, 0);
    }

    [Fact]
    public async Task A_token_that_was_revoked_ends_within_a_minute()
    {
        await TellsAsync("good", MetricsAccess.Allowed, 1, 1);
        _reviews.Users.Remove("good");
        _time.Advance(MetricsGuard.KnownFor);
        await TellsAsync("good", MetricsAccess.Unauthenticated, 2, 1);
    }

    [Fact]
    public async Task A_token_that_is_somebody_elses_now_has_that_ones_rights()
    {
        await TellsAsync("good", MetricsAccess.Allowed, 1, 1);
        _reviews.Users["good"] = "other";
        _time.Advance(MetricsGuard.KnownFor);
        await TellsAsync("good", MetricsAccess.Forbidden, 2, 2);
    }

    [Fact]
    public async Task When_the_server_cannot_be_asked_it_stays_closed_and_opens_by_itself()
    {
        await TellsAsync("good", MetricsAccess.Allowed, 1, 1);
        _reviews.Fails = true;
        await TellsAsync("good", MetricsAccess.Allowed, 1, 1);
        await TellsAsync("other", MetricsAccess.Unavailable, 2, 1);
        await TellsAsync("bad", MetricsAccess.Unavailable, 3, 1);
        _time.Advance(MetricsGuard.KnownFor);
        await TellsAsync("good", MetricsAccess.Unavailable, 4, 1);
        _reviews.Fails = false;
        await TellsAsync("good", MetricsAccess.Allowed, 5, 1);
    }

    [Fact]
    public async Task A_flood_of_bad_tokens_costs_the_server_little_and_does_not_hold_up_who_was_allowed()
    {
        await TellsAsync("good", MetricsAccess.Allowed, 1, 1);
        for (var second = 0; second < 120; second++)
        {
            var before = _reviews.Asked;
            for (var i = 0; i < 1000; i++)
            {
                var access = await _guard.MayReadAsync($"Bearer bad-{second}-{i}", default);
                Assert.True(access is MetricsAccess.Unauthenticated or MetricsAccess.TooMany);
                if (i % 100 == 0) _time.Advance(Second / 10);
            }

            Assert.Equal(MetricsAccess.Allowed, await _guard.MayReadAsync("Bearer good", default));
            Assert.InRange(_reviews.Asked - before, 1, 20);
        }
    }

    private async Task TellsAsync(string token, MetricsAccess expected, int authentications, int authorizations)
    {
        Assert.Equal(expected, await _guard.MayReadAsync($"Bearer {token}", default));
        Assert.Equal((authentications, authorizations), (_reviews.Authentications, _reviews.Authorizations));
    }

    private sealed class Reviews : IAccessReviews
    {
        public Dictionary<string, string> Users { get; } = new() { ["good"] = "prometheus", ["other"] = "other" };

        public HashSet<string> Readers { get; } = ["prometheus"];

        public bool Fails { get; set; }

        public int Authentications { get; private set; }

        public int Authorizations { get; private set; }

        public int Asked => Authentications + Authorizations;

        public Task<JsonObject?> AuthenticateAsync(string token, CancellationToken cancellationToken)
        {
            Authentications++;
            if (Fails) throw new KubernetesException("it is away");
            return Task.FromResult(Users.TryGetValue(token, out var user) ? new JsonObject { ["username"] = user } : null);
        }

        public Task<bool> MayGetAsync(JsonObject user, string path, CancellationToken cancellationToken)
        {
            Authorizations++;
            if (Fails) throw new KubernetesException("it is away");
            Assert.Equal("/metrics", path);
            return Task.FromResult(Readers.Contains((string)user["username"]!));
        }
    }
}
