using System.Globalization;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>
/// All rows of C in one run: one operator, one source and one monitor per row, whose faults begin together and end together, two sources
/// that stay healthy as a control, and monitors of a healthy source that must notice nothing.
/// </summary>
/// <param name="fixture">The control plane.</param>
public sealed class SourceScene(FaultFixture fixture) : IAsyncLifetime
{
    /// <summary>The control for scaling in: its source says what those of the rows seem to say, that nobody uses the service.</summary>
    public const string Idle = "c0-idle";

    /// <summary>The control for scaling out: as overloaded as row C18, with a source that works.</summary>
    public const string Busy = "c0-busy";

    /// <summary>Time between two rounds of questions to a source.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Monitors of a healthy source.</summary>
    public const int Others = 20;

    /// <summary>Changes of that source, each without and under faults.</summary>
    public const int Flips = 5;

    private const int Replicas = 2;
    private const int Steps = 8;
    private const string Token = "stand-in-t0ken-of-sources";
    private static readonly StandInPod Slow = new(2, 0, 20, 3);
    private static readonly StandInPod Fast = new(2, 0, 20, 0.3);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RecoverWithin = TimeSpan.FromSeconds(120);

    private readonly Dictionary<string, FaultyServer> _servers = [];
    private FaultStage _stage = null!;
    private FaultyPrometheus _prometheus = null!;

    /// <summary>What came of each row.</summary>
    public IReadOnlyDictionary<string, SourceResult> Results { get; private set; } = new Dictionary<string, SourceResult>();

    /// <summary>From a change of a healthy source to the decision of each of its monitors, one change after another: without faults, and under them.</summary>
    public (IReadOnlyList<TimeSpan> Control, IReadOnlyList<TimeSpan> Faulty) Latencies { get; private set; }

    /// <summary>Replicas of the controls at the end of the fault.</summary>
    public (int? Idle, int? Busy) Controls { get; private set; }

    /// <summary>Growth of the operator's memory under the faults, in bytes: of its highest mark.</summary>
    public long Growth { get; private set; }

    /// <summary>Reasons and notes of the Events about row C18.</summary>
    public IReadOnlyList<(string Reason, string Note)> Events { get; private set; } = [];

    /// <summary>Requests that followed a redirect.</summary>
    public int Strays => _prometheus.Strays;

    /// <summary>All that the operator printed.</summary>
    public string Log => _stage.A.Process.ReadLog();

    /// <summary>The secret that its sources send.</summary>
    public static string Secret => Token;

    /// <summary>Whether it has lived through it all.</summary>
    public bool IsAlive { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _stage = await fixture.StageAsync();
        _prometheus = await FaultyPrometheus.StartAsync(_stage.Clock, _stage.Cluster.Pods.Serving);
        _stage.Prometheus.Service = _ => Fast;
        await SetUpAsync();
        Latencies = (await LatenciesAsync(), []);

        var (mark, begun) = (HighestMark(), TimeProvider.System.GetUtcNow());
        var asked = _servers.ToDictionary(s => s.Key, s => (s.Value.Asked, s.Value.Rounds));
        foreach (var row in SourceRows.All) (_servers[row.Name].Shown, _servers[row.Name].IsFaulty) = (row.During, true);
        _servers[Busy].Shown = SourceRows.Overloaded;
        Latencies = (Latencies.Control, await LatenciesAsync());
        await WaitForReasonsAsync();
        var writes = _stage.Audit.Where(e => e.Kind == WriteKind.Status && e.User == _stage.A.Identity.User && e.Answered > begun).ToList();
        var rounds = _servers.ToDictionary(s => s.Key, s => s.Value.Rounds - asked[s.Key].Rounds);

        // The windows in which a service without any request loses its replicas pass.
        _servers[Idle].Shown = new(0, 0, 0, 0.3);
        for (var i = 0; i < Steps; i++)
        {
            _stage.Clock.Set(_stage.Clock.Skew + Step);
            // Of answers that take turns, some of each.
            await _stage.RoundsAsync(3);
        }

        await Eventually.TrueAsync("the control scales in", async () => (await _stage.DeploymentAsync(Idle)).Spec?.Replicas < Replicas, Deadlines.Step);
        await Eventually.TrueAsync("the control scales out", async () => (await _stage.DeploymentAsync(Busy)).Spec?.Replicas > Replicas, Deadlines.Step);
        await _stage.RoundsAsync(3);

        Growth = HighestMark() - mark;
        Controls = ((await _stage.DeploymentAsync(Idle)).Spec?.Replicas, (await _stage.DeploymentAsync(Busy)).Spec?.Replicas);
        var results = new Dictionary<string, SourceResult>();
        foreach (var row in SourceRows.All)
        {
            results[row.Name] = new(
                await ConditionsAsync(row.Name),
                (await _stage.DeploymentAsync(row.Name)).Spec?.Replicas,
                _stage.Audit.Count(e => e.Kind == WriteKind.Scale && e.Name == row.Name),
                [.. writes.Where(e => e.Name == row.Name).SelectMany(ConditionsOf)],
                rounds[row.Name],
                _servers[row.Name].Asked - asked[row.Name].Asked,
                false);
        }

        Events = [.. (await _stage.EventsAsync())
            .Where(e => $"{e["regarding"]?["name"]}" == "c18").Select(e => ($"{e["reason"]}", $"{e["note"]}"))];
        foreach (var server in _servers.Values) (server.Shown, server.IsFaulty) = (Fast, false);
        var well = await WaitUntilWellAsync();
        Results = results.ToDictionary(r => r.Key, r => r.Value with { IsWellAgain = well.Contains(r.Key) });
        IsAlive = _stage.A.Process.IsAlive;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stage is not null) await _stage.DisposeAsync();
        if (_prometheus is not null) await _prometheus.DisposeAsync();
    }

    private async Task SetUpAsync()
    {
        var (caFile, tokenFile) = (Path.Combine(_stage.Folder, "sources-ca.crt"), Path.Combine(_stage.Folder, "sources-token"));
        await File.WriteAllTextAsync(caFile, _prometheus.Authority);
        await File.WriteAllTextAsync(tokenFile, Token);
        var sources = new List<string>();
        SourceRow[] all = [.. SourceRows.All, new(Idle, null, SourceFaults.Silence), new(Busy, null, SourceFaults.Silence)];
        foreach (var row in all)
        {
            _servers[row.Name] = _prometheus.Add(row.Name, row.Fault);
            var trust = row.Trusts ? $", caFile: {caFile}" : "";
            sources.Add(string.Create(CultureInfo.InvariantCulture,
                $"- {{name: {row.Name}, url: '{row.Url?.Invoke(_prometheus) ?? $"{_prometheus.AddressOf(row.Name)}"}', scrapeIntervalSeconds: 1, timeoutSeconds: {row.TimeoutSeconds}, bearerTokenFile: {tokenFile}{trust}}}"));
        }

        _stage.Arguments = _stage.Arguments with { MoreSources = string.Join('\n', sources) };
        await Parallel.ForEachAsync(all.Select(r => r.Name).Append("other"), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (name, _) =>
            await _stage.CreateDeploymentAsync(name, Replicas));
        await Eventually.TrueAsync(
            "all pods are ready", () => Task.FromResult(_stage.Cluster.Pods.Serving(_stage.Namespace).Count == Replicas * (all.Length + 1)), Deadlines.Step);
        foreach (var row in all) await _stage.CreateMonitorAsync(Monitor(row.Name, row.Name, row.Name));
        for (var i = 0; i < Others; i++) await _stage.CreateMonitorAsync(Monitor(OtherName(i), "other", "prod"));
        _stage.A.Start();
        var well = all.Where(r => r.Url is null).Select(r => r.Name).Concat(Enumerable.Range(0, Others).Select(OtherName)).ToList();
        await Eventually.TrueAsync("everything is judged", async () => (await WellAsync()).IsSupersetOf(well), Deadlines.Step);
        await _stage.QuietAsync();
    }

    private static string OtherName(int i) => string.Create(CultureInfo.InvariantCulture, $"other-{i}");

    private static V1Alpha1ModelMonitor Monitor(string name, string target, string source)
    {
        var monitor = ScaleOut.Monitor();
        monitor.Metadata.Name = name;
        monitor.Spec.TargetRef.Name = target;
        (monitor.Spec.Engine, monitor.Spec.Metrics) = ("vllm", new() { Source = source });
        if (target != name) monitor.Spec.Scaling = null;
        else monitor.Spec.Scaling!.Behavior!.ScaleDown = new() { StabilizationWindowSeconds = 0 };
        return monitor;
    }

    /// <summary>From the change of the healthy source to the status write that tells it, for each of its monitors and each change.</summary>
    private async Task<IReadOnlyList<TimeSpan>> LatenciesAsync()
    {
        var latencies = new List<TimeSpan>();
        for (var flip = 0; flip < Flips; flip++)
        {
            latencies.AddRange(await TurnAsync(isSlow: true));
            // The way back takes an interval more, and would only mix two distributions.
            await TurnAsync(isSlow: false);
        }

        return latencies;
    }

    private async Task<IReadOnlyCollection<TimeSpan>> TurnAsync(bool isSlow)
    {
        await _stage.RoundsAsync(1);
        var turned = TimeProvider.System.GetUtcNow();
        _stage.Prometheus.Service = _ => isSlow ? Slow : Fast;
        var told = new Dictionary<string, TimeSpan>();
        await Eventually.TrueAsync(
            "all other monitors have decided",
            () =>
            {
                foreach (var write in _stage.Audit.Where(e => e.Kind == WriteKind.Status && e.Answered > turned))
                {
                    var isTold = write.MonitorStatus?["conditions"]?.AsArray().Any(c => $"{c!["type"]}" == "SLOMet" && $"{c["status"]}" == $"{!isSlow}") == true;
                    if (isTold && write.Name.StartsWith("other-", StringComparison.Ordinal)) told.TryAdd(write.Name, write.Answered - turned);
                }

                return Task.FromResult(told.Count == Others);
            },
            Deadlines.Step);
        return told.Values;
    }

    private async Task WaitForReasonsAsync()
    {
        try
        {
            await Eventually.TrueAsync(
                "every row says what it should",
                async () =>
                {
                    foreach (var row in SourceRows.All.Where(r => r is { Reason: not null, Condition: "MetricsAvailable" }))
                        if (!(await ConditionsAsync(row.Name)).Any(c => (c.Type, c.Status, c.Reason) == (row.Condition, "False", row.Reason!))) return false;
                    return true;
                },
                TimeSpan.FromSeconds(40));
        }
        catch (TimeoutException)
        {
            // Each row's own test tells what it says instead.
        }
    }

    private async Task<HashSet<string>> WaitUntilWellAsync()
    {
        var wanted = SourceRows.All.Where(r => r.Url is null).Select(r => r.Name).ToList();
        var well = new HashSet<string>();
        try
        {
            await Eventually.TrueAsync("all sources are known again", async () => (well = await WellAsync()).IsSupersetOf(wanted), RecoverWithin);
        }
        catch (TimeoutException)
        {
            // As above.
        }

        return well;
    }

    private async Task<HashSet<string>> WellAsync()
    {
        var monitors = await _stage.Cluster.Admin.Resource<V1Alpha1ModelMonitor>().ListAllAsync(_stage.Namespace);
        return [.. monitors.Items
            .Where(m => m.Status?.Conditions?.Count(c => c is { Type: "Ready" or "MetricsAvailable", Status: "True" }) == 2)
            .Select(m => m.Metadata.Name!)];
    }

    private async Task<IReadOnlyList<(string Type, string Status, string Reason, string Message)>> ConditionsAsync(string monitor) =>
        [.. ((await _stage.MonitorAsync(monitor)).Status?.Conditions ?? []).Select(c => (c.Type, c.Status, c.Reason, c.Message))];

    private static IEnumerable<(string, string)> ConditionsOf(AuditEntry write) =>
        (write.MonitorStatus?["conditions"]?.AsArray() ?? []).Select(c => ($"{c!["type"]}", $"{c["status"]}"));

    private long HighestMark()
    {
        var line = File.ReadLines($"/proc/{_stage.A.Process.Pid}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
