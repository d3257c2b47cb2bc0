using System.Net;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Actions;

/// <summary>
/// What the scaler makes of the API server's answers. The answers are scripted: a server that carries out a write and then fails cannot
/// be had on demand. The same calls against a real server are in tests/Integration.
/// </summary>
public sealed class ScalerTests
{
    private static readonly ResourceType Deployments = new("apps", "v1", "Deployment", "deployments");
    private static readonly ScaleRequest Request = new(Deployments, new("llm", "chat"), "uid-1", "41", 3);

    [Fact]
    public async Task A_request_carries_its_preconditions_and_an_absolute_number()
    {
        var scales = new ScriptedScales { OnPatch = () => ScaleOf("uid-1", 3) };
        var result = await new Scaler(scales).ScaleAsync(Request, CancellationToken.None);
        Assert.Equal(ScaleOutcome.Applied, result.Outcome);
        Assert.Equal([(3, "uid-1", "41")], scales.Patches);
        Assert.Equal(0, scales.Reads);
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, ScaleOutcome.Conflict)]
    [InlineData(HttpStatusCode.NotFound, ScaleOutcome.Gone)]
    [InlineData(HttpStatusCode.Forbidden, ScaleOutcome.Forbidden)]
    [InlineData(HttpStatusCode.UnprocessableEntity, ScaleOutcome.Refused)]
    [InlineData(HttpStatusCode.TooManyRequests, ScaleOutcome.Refused)]
    public async Task A_refusal_is_final_and_is_not_followed_by_anything(HttpStatusCode code, ScaleOutcome expected)
    {
        var scales = new ScriptedScales { OnPatch = () => throw new KubernetesException("no", code) };
        var result = await new Scaler(scales).ScaleAsync(Request, CancellationToken.None);
        Assert.Equal(expected, result.Outcome);
        Assert.Single(scales.Patches);
        Assert.Equal(0, scales.Reads);
    }

    [Theory]
    [InlineData(null, "User cannot patch", ScaleOutcome.Forbidden, "the operator may not patch deployments/scale in API group 'apps' in namespace llm")]
    [InlineData("actor", "User cannot patch", ScaleOutcome.ActorForbidden, "service account llm/actor, as which the operator acts here, may not patch deployments/scale")]
    [InlineData("actor", "User cannot patch", ScaleOutcome.ActorForbidden, "kubectl -n llm create rolebinding actor --clusterrole=actor --serviceaccount=llm:actor")]
    [InlineData("actor", "User cannot impersonate resource serviceaccounts", ScaleOutcome.Forbidden, "impersonate serviceaccounts named actor")]
    public async Task Who_lacks_a_right_is_told_with_the_way_to_give_it(string? actor, string words, ScaleOutcome expected, string message)
    {
        var scales = new ScriptedScales { Actor = actor, OnPatch = () => throw new KubernetesException(words, HttpStatusCode.Forbidden) };
        var result = await new Scaler(scales).ScaleAsync(Request, CancellationToken.None);
        Assert.Equal(expected, result.Outcome);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uid-1", 3, ScaleOutcome.Applied)]
    [InlineData("uid-1", 2, ScaleOutcome.NotConfirmed)]
    [InlineData("uid-2", 3, ScaleOutcome.NotConfirmed)]
    public async Task After_an_unknown_outcome_it_looks_and_never_writes_again(string uid, int replicas, ScaleOutcome expected)
    {
        foreach (var failure in new[] { new KubernetesException("reset"), new KubernetesException("late", HttpStatusCode.GatewayTimeout) })
        {
            var scales = new ScriptedScales { OnPatch = () => throw failure, OnGet = () => ScaleOf(uid, replicas) };
            var result = await new Scaler(scales).ScaleAsync(Request, CancellationToken.None);
            Assert.Equal(expected, result.Outcome);
            Assert.Single(scales.Patches);
            Assert.Equal(1, scales.Reads);
        }
    }

    [Fact]
    public async Task When_the_second_look_fails_too_the_message_tells_both()
    {
        var scales = new ScriptedScales
        {
            OnPatch = () => throw new KubernetesException("first"),
            OnGet = () => throw new KubernetesException("second"),
        };
        var result = await new Scaler(scales).ScaleAsync(Request, CancellationToken.None);
        Assert.Equal(ScaleOutcome.NotConfirmed, result.Outcome);
        Assert.Contains("first", result.Message, StringComparison.Ordinal);
        Assert.Contains("second", result.Message, StringComparison.Ordinal);
    }

    private static Scale ScaleOf(string uid, int replicas) =>
        new(new() { Name = "chat", Namespace = "llm", Uid = uid, ResourceVersion = "42" }, replicas, replicas, "app=chat");

    private sealed class ScriptedScales : IScaleClient
    {
        public string? Actor { get; init; }

        public Func<Scale> OnPatch { get; init; } = () => throw new InvalidOperationException("no patch expected");

        public Func<Scale> OnGet { get; init; } = () => throw new InvalidOperationException("no read expected");

        public List<(int Replicas, string Uid, string ResourceVersion)> Patches { get; } = [];

        public int Reads { get; private set; }

        public Task<Scale> GetAsync(ResourceType target, ObjectKey key, CancellationToken cancellationToken = default)
        {
            Reads++;
            return Task.FromResult(OnGet());
        }

        public Task<Scale> PatchAsync(
            ResourceType target, ObjectKey key, int replicas, string uid, string resourceVersion, CancellationToken cancellationToken = default)
        {
            Patches.Add((replicas, uid, resourceVersion));
            return Task.FromResult(OnPatch());
        }
    }
}
