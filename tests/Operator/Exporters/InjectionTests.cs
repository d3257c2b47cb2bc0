using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Exporters;

namespace ModelMonitor.Tests.Operator.Exporters;

public sealed class InjectionTests
{
    private static readonly ObjectKey Chat = new("llm", "chat");
    private readonly ManualTime _time = new();
    private readonly InjectionBoard _board;
    private readonly PodInjector _injector;

    public InjectionTests()
    {
        _board = new(_time);
        _injector = new(_board, NullLogger<PodInjector>.Instance);
    }

    [Fact]
    public void New_pods_of_the_target_get_the_sidecar_and_no_others()
    {
        _board.Set(Chat, Order(isCanary: false));
        Assert.NotNull(Review("llm", "chat").Patch);
        Assert.NotNull(Review("llm", "chat").Patch);
        Assert.Null(Review("llm", "other").Patch);
        Assert.Null(Review("elsewhere", "chat").Patch);
        Assert.Null(_injector.Review(new("1", "UPDATE", "llm", "p", Pod("chat"), false)).Patch);
        _board.Set(Chat, null);
        Assert.Null(Review("llm", "chat").Patch);
    }

    [Fact]
    public void A_canary_is_given_to_one_pod_and_to_another_only_when_the_first_is_not_seen()
    {
        _board.Set(Chat, Order(isCanary: true));
        Assert.Null(Review("llm", "other").Patch);
        Assert.NotNull(Review("llm", "chat", isDryRun: true).Patch);
        Assert.NotNull(Review("llm", "chat").Patch);
        Assert.Null(Review("llm", "chat").Patch);
        // The order stands and is given again with every reconcile, and taken back once the pod is seen.
        _board.Set(Chat, null);
        _board.Set(Chat, Order(isCanary: true));
        Assert.Null(Review("llm", "chat").Patch);
        _time.Advance(InjectionBoard.GrantLasts);
        Assert.NotNull(Review("llm", "chat").Patch);
    }

    [Fact]
    public void A_forgotten_monitor_adds_nothing()
    {
        _board.Set(Chat, Order(isCanary: false));
        _board.Forget(Chat);
        Assert.Null(Review("llm", "chat").Patch);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"metadata": 3}""")]
    [InlineData("""{"metadata": {"labels": ["app"]}}""")]
    [InlineData("""{"metadata": {"labels": {"app": 3}}}""")]
    [InlineData("""{"metadata": {"labels": {"app": "chat"}}, "spec": []}""")]
    public void An_odd_pod_is_let_through_as_it_is(string pod)
    {
        _board.Set(Chat, Order(isCanary: false));
        var answer = _injector.Review(new("1", "CREATE", "llm", "", JsonNode.Parse(pod)!.AsObject(), false));
        Assert.True(answer.IsAllowed);
        Assert.Null(answer.Patch);
    }

    [Fact]
    public void A_pod_that_forbids_it_is_let_through_with_a_warning()
    {
        _board.Set(Chat, Order(isCanary: false));
        var pod = Pod("chat");
        pod["spec"]!["containers"]![0]!["ports"] = new JsonArray(new JsonObject { ["containerPort"] = ExporterPods.Sidecar.Port });
        var answer = _injector.Review(new("1", "CREATE", "llm", "", pod, false));
        Assert.True(answer.IsAllowed);
        Assert.Null(answer.Patch);
        Assert.Contains("no GPU exporter was added", Assert.Single(answer.Warnings!), StringComparison.Ordinal);
    }

    private static Injection Order(bool isCanary) => new(PodSelector.Parse("app=chat"), ExporterPods.Sidecar, isCanary);

    private static JsonObject Pod(string app) => JsonNode.Parse(
        $$"""{"metadata": {"labels": {"app": "{{app}}"} }, "spec": {"containers": [{"name": "server", "image": "i"}]} }""")!.AsObject();

    private AdmissionResponse Review(string ns, string app, bool isDryRun = false) => _injector.Review(new("1", "CREATE", ns, "", Pod(app), isDryRun));
}
