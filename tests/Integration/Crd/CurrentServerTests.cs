using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Resources.Rules;

namespace ModelMonitor.Tests.Crd;

/// <summary>The schema and its CEL rules on the newest API machinery.</summary>
[Collection(nameof(CrdFixture))]
public sealed class CurrentServerTests(CrdFixture servers)
{
    public static TheoryData<string> Valid => [.. ModelMonitorCases.Valid.Select(c => c.Name)];

    public static TheoryData<string> Invalid => [.. Wrong.Select(c => c.Name)];

    private static IEnumerable<ModelMonitorCases.Case> Wrong => ModelMonitorCases.Invalid.Concat(ModelMonitorCases.Unreadable);

    [Theory]
    [MemberData(nameof(Valid))]
    public async Task A_right_spec_is_taken(string name)
    {
        var created = await TryCreateAsync(ModelMonitorCases.Valid.Single(c => c.Name == name).Spec);
        Assert.Equal("chat", (string?)created["metadata"]!["name"]);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task A_mistake_is_refused_once_and_in_our_words(string name)
    {
        var wrong = Wrong.Single(c => c.Name == name);
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => TryCreateAsync(wrong.Spec));
        Assert.True(refused.IsInvalid, refused.Message);
        // Of no field: the server's own notes, for example that a broken limit kept it from looking at the rules.
        var cause = Assert.Single(refused.Status!.Details!.Causes!, c => c.Field != "<nil>");
        Assert.Equal(wrong.Field, cause.Field);
        Assert.EndsWith(wrong.Message!, cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_is_written_out()
    {
        var spec = (await TryCreateAsync("""
            {"targetRef": {"name": "chat"}, "objectives": [{"indicator": "waiting", "below": 5}],
             "scaling": {"maxReplicas": 3, "behavior": {"scaleDown": {"stabilizationWindowSeconds": 60}}}}
            """))["spec"]!;
        var expected = JsonNode.Parse("""
            {"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "chat"}, "mode": "Enforce",
             "objectives": [{"indicator": "waiting", "below": 5}],
             "scaling": {"minReplicas": 1, "maxReplicas": 3, "behavior": {
               "scaleUp": {"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies": [
                 {"type": "Percent", "value": 100, "periodSeconds": 15}, {"type": "Pods", "value": 4, "periodSeconds": 15}]},
               "scaleDown": {"stabilizationWindowSeconds": 60, "selectPolicy": "Max", "policies": [
                 {"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 10, "periodSeconds": 60}]}}}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, spec), spec.ToJsonString());
    }

    [Fact]
    public async Task Another_namespaces_workload_cannot_be_named()
    {
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => TryCreateAsync(
            """{"targetRef": {"name": "chat", "namespace": "other"}, "objectives": [{"indicator": "waiting", "below": 5}]}""",
            "&fieldValidation=Strict"));
        Assert.Contains("unknown field \"spec.targetRef.namespace\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fullest_status_is_taken()
    {
        await servers.Current.SendRawAsync(HttpMethod.Post, CrdFixture.Monitors, Monitor("full", ModelMonitorCases.Valid[0].Spec));
        var word = new string('w', StatusLimits.Word);
        var value = new string('v', StatusLimits.Value);
        var time = DateTimeOffset.UnixEpoch;
        var status = new ModelMonitorStatus
        {
            ObservedGeneration = long.MaxValue,
            LeaderTerm = StatusLimits.LeaderTerm,
            Engine = word,
            Source = word,
            Worst = new() { Objective = word, State = word, Value = value, Bound = value },
            Replicas = new() { Current = 1, Ready = 2, Desired = 3 },
            Objectives = [.. Enumerable.Repeat(new ObjectiveStatus
            {
                Name = word, State = word, Reason = word, Value = value, Bound = value, BurnRate = value, BudgetRemaining = value, BudgetState = word, SampleTime = time,
            }, 16)],
            BudgetRemaining = value,
            Learned = new() { Headroom = value, PodCapacity = value, ColdStart = value },
            Decisions = [.. Enumerable.Repeat(Decision(word, time), StatusLimits.Decisions)],
            Conditions = [.. Enumerable.Range(0, StatusLimits.Conditions).Select(i => new Condition { Type = $"Type{i}", Status = "True", Reason = word, LastTransitionTime = time })],
        };
        var body = JsonSerializer.SerializeToNode(status, ResourcesJsonContext.Default.ModelMonitorStatus);
        var stored = await PatchStatusAsync(body!);
        Assert.True(JsonNode.DeepEquals(body, stored["status"]), stored["status"]!.ToJsonString());

        status.Decisions.Add(Decision(word, time));
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => PatchStatusAsync(
            JsonSerializer.SerializeToNode(status, ResourcesJsonContext.Default.ModelMonitorStatus)!));
        Assert.Contains("status.decisions: Too many: 11: must have at most 10 items", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1L, true)]
    [InlineData(7L, 8L, true)]
    [InlineData(7L, 7L, true)]
    [InlineData(7L, 6L, false)]
    [InlineData(7L, null, false)]
    public async Task A_former_leaders_status_is_refused_by_the_server_and_by_the_twin_of_its_rule(long? stored, long? written, bool allowed)
    {
        var name = $"term-{stored ?? 0}-{written ?? 0}";
        await servers.Current.SendRawAsync(HttpMethod.Post, CrdFixture.Monitors, Monitor(name, ModelMonitorCases.Valid[0].Spec));
        await PatchStatusAsync(new JsonObject { ["engine"] = "vllm", ["leaderTerm"] = stored }, name);
        var write = PatchStatusAsync(new JsonObject { ["engine"] = "other", ["leaderTerm"] = written }, name);
        if (allowed) Assert.Equal(written, (long?)(await write)["status"]!["leaderTerm"]);
        else
        {
            var refused = await Assert.ThrowsAsync<KubernetesException>(() => write);
            Assert.True(refused.IsInvalid, refused.Message);
            Assert.Contains("leaderTerm must not fall: a newer leader has written this status", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(allowed, StatusRules.MayWrite(stored, written));
    }

    private static DecisionRecord Decision(string word, DateTimeOffset time) => new()
    {
        Id = word,
        Time = time,
        Trigger = word,
        From = 1,
        To = 2,
        LimitedBy = word,
        Reason = word,
        Message = new string('m', StatusLimits.DecisionMessage),
        Outcome = word,
        TargetUid = word,
        Otherwise = new string('o', StatusLimits.Otherwise),
        Inputs = Enumerable.Range(0, StatusLimits.Inputs).ToDictionary(i => $"input{i}", _ => word),
        Steps = Enumerable.Range(0, StatusLimits.Steps).ToDictionary(i => $"step{i}", _ => new string('1', StatusLimits.Value)),
    };

    private async Task<JsonNode> TryCreateAsync(string spec, string query = "") =>
        (await servers.Current.SendRawAsync(HttpMethod.Post, $"{CrdFixture.Monitors}?dryRun=All{query}", Monitor("chat", spec)))!;

    private async Task<JsonNode> PatchStatusAsync(JsonNode status, string name = "full") => (await servers.Current.SendRawAsync(
        HttpMethod.Patch,
        $"{CrdFixture.Monitors}/{name}/status",
        new JsonObject { ["status"] = status.DeepClone() }.ToJsonString(),
        "application/merge-patch+json"))!;

    private static string Monitor(string name, string spec) =>
        $$$"""{"apiVersion": "modelmonitor.dev/v1alpha1", "kind": "ModelMonitor", "metadata": {"name": "{{{name}}}"}, "spec": {{{spec}}}}""";
}
