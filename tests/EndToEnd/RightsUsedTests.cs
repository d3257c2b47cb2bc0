using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Demo;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>
/// What the operator asked the API server for in the whole run, by the server's audit log: it used every right that it has, and was refused
/// nothing. Alone, without the other tests of the room, it says which rights those tests use.
/// </summary>
[Collection(nameof(Last))]
public sealed class RightsUsedTests(StageFixture fixture)
{
    private const string Account = "modelmonitor-operator";

    /// <summary>Rights that nothing in this run needs, and who shows instead that they are.</summary>
    private static readonly Dictionary<string, string> UsedElsewhere = new()
    {
        ["apps/statefulsets list"] = "no StatefulSet here; the same code as for Deployments",
        ["apps/statefulsets watch"] = "as above",
        ["apps/statefulsets/scale get"] = "as above",
        ["apps/statefulsets/scale patch"] = "as above",
        ["/secrets patch"] = "the webhook's authority is renewed after months: tests/Integration/Webhooks",
        ["/pods get"] = "a second look after an eviction without an answer: tests/Integration/Eviction",
        ["events.k8s.io/events patch"] = "an Event that comes again within minutes: tests/Kubernetes",
        ["modelmonitor.dev/modelmonitors get"] = "a second look after a status write without an answer, and at a monitor that may be gone: tests/Faults",
        ["keda.sh/scaledobjects list"] = "no KEDA here: tests/Integration/Reconciling",
        ["keda.sh/scaledobjects watch"] = "as above",
        ["monitoring.coreos.com/podmonitors get"] = "no prometheus-operator here: tests/Integration/Monitoring",
        ["monitoring.coreos.com/podmonitors create"] = "as above; a server asks for it where an apply makes an object",
        ["monitoring.coreos.com/podmonitors patch"] = "as above",
        ["monitoring.coreos.com/podmonitors delete"] = "as above",
        ["monitoring.coreos.com/prometheusrules get"] = "as above",
        ["monitoring.coreos.com/prometheusrules create"] = "as above",
        ["monitoring.coreos.com/prometheusrules patch"] = "as above",
        ["monitoring.coreos.com/prometheusrules delete"] = "as above",
        ["monitoring.coreos.com/prometheuses list"] = "as above",
        ["monitoring.coreos.com/prometheuses watch"] = "as above",
    };

    [Fact]
    public void Every_right_of_the_operator_was_used_and_none_was_missing()
    {
        var asked = Asked().ToList();
        Assert.NotEmpty(asked);
        var refused = asked.Where(a => a.Code == 403).Select(a => a.Right).Distinct().ToList();
        Assert.True(refused.Count == 0, $"refused, so config/rbac lacks them: {string.Join("; ", refused)}");
        var used = asked.Select(a => a.Right).ToHashSet();
        var unused = Granted().Where(g => !used.Contains(g) && !UsedElsewhere.ContainsKey(g)).ToList();
        Assert.True(unused.Count == 0, $"never used, so take them out of config/rbac, or say in UsedElsewhere why they are there: {string.Join("; ", unused)}");
        Assert.All(UsedElsewhere.Keys, right => Assert.Contains(right, Granted()));
    }

    private static IEnumerable<string> Granted() =>
        from file in new[] { "role.yaml", "leader_election_role.yaml" }
        from rule in YamlJson.Parse(File.ReadAllText(Repository.PathOf("config", "rbac", file)))!["rules"]!.AsArray()
        from resource in Words(rule, "resources")
        from verb in Words(rule, "verbs")
        select $"{Words(rule, "apiGroups").Single()}/{resource} {verb}";

    private static IEnumerable<string> Words(JsonNode? rule, string list) => rule![list]!.AsArray().Select(w => w!.ToString());

    private IEnumerable<(string Right, int Code)> Asked()
    {
        var user = ServiceAccount.UserOf(Stage.OperatorNamespace, Account);
        // The server writes on while it is read.
        using var file = new StreamReader(new FileStream(fixture.Stage.AuditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (file.ReadLine() is { } line)
        {
            if (!line.Contains(user, StringComparison.Ordinal) || Parse(line) is not { } entry || entry["user"]?["username"]?.ToString() != user) continue;
            // A namespace that a test deletes takes nothing new, whoever asks: no right is missing there.
            if (line.Contains("because it is being terminated", StringComparison.Ordinal)) continue;
            if (entry["objectRef"] is not { } reference || entry["responseStatus"]?["code"] is not { } code) continue;
            var resource = reference["subresource"] is { } subresource ? $"{reference["resource"]}/{subresource}" : $"{reference["resource"]}";
            yield return ($"{reference["apiGroup"]}/{resource} {entry["verb"]}", (int)code);
        }
    }

    // The last line may be half written.
    private static JsonNode? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
