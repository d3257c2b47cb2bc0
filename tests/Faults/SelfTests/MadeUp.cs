using System.Text.Json.Nodes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

/// <summary>Made-up audit logs, to see that the oracles do find what is wrong.</summary>
internal sealed class MadeUp
{
    public const string A = "system:serviceaccount:ns:operator-a";
    public const string B = "system:serviceaccount:ns:operator-b";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<AuditEntry> _log = [];
    private TimeSpan _now;

    public Evidence Evidence => new(_log, [A, B], new("chat", 1, 5, 2));

    /// <summary>A log in which all is well: created with 1 replica, led by A, one decision recorded, carried out, confirmed.</summary>
    public static MadeUp Good() => new MadeUp().Deployment(1).Lease(A).Status(A, "x1", 1, 2).Scale(A, 2).Status(A, "x1", 1, 2, "Applied");

    public MadeUp After(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public MadeUp Deployment(int replicas) =>
        Add("admin", "create", "apps", "deployments", "", 201, null, $$"""{"spec":{"replicas":{{replicas}} } }""");

    public MadeUp Scale(string user, int replicas, int code = 200) =>
        Add(user, "patch", "apps", "deployments", "scale", code, $$$"""{"spec":{"replicas":{{{replicas}}} } }""", $$$"""{"spec":{"replicas":{{{replicas}}} } }""");

    public MadeUp Status(string user, string id, int from, int to, string outcome = "Pending", string inputs = """{"running":"10"}""") =>
        StatusText(user, $$"""{"decisions":[{"id":"{{id}}","from":{{from}},"to":{{to}},"outcome":"{{outcome}}","inputs":{{inputs}} }]}""");

    public MadeUp StatusText(string user, string status) =>
        Add(user, "patch", "modelmonitor.dev", "modelmonitors", "status", 200, "{}", $$"""{"status":{{status}} }""");

    public MadeUp Lease(string user, string? holder = null, int seconds = 15, int code = 200) =>
        Add(user, "update", "coordination.k8s.io", "leases", "", code, "{}", $$$"""{"spec":{"holderIdentity":"{{{holder ?? user}}}","leaseDurationSeconds":{{{seconds}}} } }""");

    public MadeUp Event(string user) => Add(user, "create", "events.k8s.io", "events", "", 201, "{}", "{}");

    private MadeUp Add(string user, string verb, string group, string resource, string subresource, int code, string? request, string response)
    {
        After(0.01);
        _log.Add(new(
            Start + _now, Start + _now, user, "made-up", verb, group, resource, subresource, "ns", "chat", code,
            request is null ? null : JsonNode.Parse(request), code < 300 ? JsonNode.Parse(response) : null));
        return this;
    }
}
