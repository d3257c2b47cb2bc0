using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// Many monitors, each with a Deployment and a ready pod of its own, spread over namespaces. The API server and etcd are real; the
/// controllers are ended first and the pods are made here, so that the machine's cores belong to the operator.
/// </summary>
/// <remarks>Caveats: the cluster is of no other use afterwards. One call at a time.</remarks>
public sealed class Fleet
{
    private const string PodSpec = """{"automountServiceAccountToken":false,"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"none"}]}""";
    private const int Parallel = 24;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly FaultCluster _cluster;
    private readonly string[] _namespaces;
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _serving = new();

    private Fleet(FaultCluster cluster, string[] namespaces) => (_cluster, _namespaces) = (cluster, namespaces);

    /// <summary>Where the operators' lease and accounts are.</summary>
    public string Home => _namespaces[0];

    /// <summary>Makes the namespaces and ends the controllers.</summary>
    /// <param name="cluster">A cluster of one's own.</param>
    /// <param name="namespaces">How many.</param>
    /// <param name="before">Done in <see cref="Home"/> while the controllers still run: accounts and their tokens need them.</param>
    public static async Task<Fleet> SetUpAsync(FaultCluster cluster, int namespaces, Func<string, Task> before)
    {
        await cluster.Pods.DisposeAsync();
        var names = new string[namespaces];
        for (var i = 0; i < namespaces; i++) names[i] = await cluster.CreateNamespaceAsync();
        foreach (var ns in names)
        {
            await Eventually.GetAsync(
                $"the default account of {ns}",
                () => cluster.Admin.SendRawAsync(HttpMethod.Get, $"/api/v1/namespaces/{ns}/serviceaccounts/default"),
                Deadline);
        }

        await before(names[0]);
        await cluster.SignalAsync("kube-controller-manager", "KILL");
        await cluster.SignalAsync("kube-scheduler", "KILL");
        return new(cluster, names);
    }

    /// <summary>The pods of a namespace that serve; for the stand-in Prometheus.</summary>
    /// <param name="ns">The namespace.</param>
    public IReadOnlyList<string> Serving(string ns) => _serving.GetValueOrDefault(ns, []);

    /// <summary>Makes the targets <paramref name="first"/> to <paramref name="end"/> - 1 and their ready pods.</summary>
    public async Task AddTargetsAsync(int first, int end)
    {
        foreach (var group in Enumerable.Range(first, end - first).GroupBy(NamespaceOf))
            _serving[group.Key] = [.. Serving(group.Key), .. group.Select(i => $"{NameOf(i)}-0")];
        await EachAsync(first, end, async i =>
        {
            var (ns, name) = (NamespaceOf(i), NameOf(i));
            await PostAsync($"/apis/apps/v1/namespaces/{ns}/deployments", $$$"""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"replicas":1,
                 "selector":{"matchLabels":{"app":"{{{name}}}"}},"template":{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{{{PodSpec}}} } } }
                """);
            await PostAsync($"/api/v1/namespaces/{ns}/pods", $$$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}-0","labels":{"app":"{{{name}}}","pod-template-hash":"0"}},"spec":{{{PodSpec}}} }
                """);
            await _cluster.Admin.Resource<V1Pod>().PatchStatusAsync(
                new(ns, $"{name}-0"), Patch.Merge("""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}"""));
        });
    }

    /// <summary>Makes the monitors <paramref name="first"/> to <paramref name="end"/> - 1.</summary>
    public Task AddMonitorsAsync(int first, int end) => EachAsync(first, end, i => PostAsync(
        $"/apis/modelmonitor.dev/v1alpha1/namespaces/{NamespaceOf(i)}/modelmonitors",
        $$$"""
        {"apiVersion":"modelmonitor.dev/v1alpha1","kind":"ModelMonitor","metadata":{"name":"{{{NameOf(i)}}}"},"spec":{
         "targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{{NameOf(i)}}}"},
         "objectives":[{"name":"first-token","indicator":"time-to-first-token","below":"{{{StandInService.Bound}}}"}],
         "scaling":{"maxReplicas":12} } }
        """));

    private static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"chat-{i}");

    private string NamespaceOf(int i) => _namespaces[i % _namespaces.Length];

    private Task<JsonNode?> PostAsync(string path, string body) => _cluster.Admin.SendRawAsync(HttpMethod.Post, path, body);

    private static Task EachAsync(int first, int end, Func<int, Task> work) => System.Threading.Tasks.Parallel.ForEachAsync(
        Enumerable.Range(first, end - first),
        new ParallelOptions { MaxDegreeOfParallelism = Parallel },
        async (i, _) => await work(i));
}
