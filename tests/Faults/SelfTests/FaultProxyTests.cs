using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

/// <summary>Each fault does what its name says, seen from both sides: a client behind the proxy, and the API server.</summary>
public sealed class FaultProxyTests(FaultFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private FaultStage _stage = null!;
    private KubernetesClient _client = null!;
    private int _names;

    public async ValueTask InitializeAsync()
    {
        _stage = await fixture.StageAsync();
        _client = new(ClientConfig.Load(_stage.A.KubeconfigFile));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_rule_requests_pass_as_the_operators_own()
    {
        await CreateEventAsync();
        var write = Assert.Single(Events());
        Assert.Equal((_stage.A.Identity.User, 201), (write.User, write.Code));
        Assert.Contains(_stage.Proxy.Seen, Requests.Event);
    }

    [Fact]
    public async Task A_dropped_request_never_reaches_the_server_and_a_dropped_answer_hides_what_it_did()
    {
        var dropped = _stage.Proxy.On(Requests.Event, Inject.DropRequest);
        await Assert.ThrowsAsync<KubernetesException>(CreateEventAsync);
        Assert.Empty(Events());
        Assert.Equal(1, dropped.Hits);
        _stage.Proxy.On(Requests.Event, Inject.DropAnswer);
        await Assert.ThrowsAsync<KubernetesException>(CreateEventAsync);
        Assert.Equal(201, Assert.Single(Events()).Code);
    }

    [Fact]
    public async Task A_rule_strikes_the_requests_it_names_and_no_other()
    {
        var rule = _stage.Proxy.On(Requests.Of(WriteKind.Event), Inject.DropRequest, first: 2, count: 1);
        await CreateEventAsync();
        await Assert.ThrowsAsync<KubernetesException>(CreateEventAsync);
        await CreateEventAsync();
        Assert.Equal((1, 2), (rule.Hits, Events().Count));
    }

    [Fact]
    public async Task Something_happens_before_or_after_the_commit()
    {
        var seen = -1;
        _stage.Proxy.On(Requests.Event, Inject.Before(Look));
        await Assert.ThrowsAsync<KubernetesException>(CreateEventAsync);
        Assert.Equal(0, seen);
        _stage.Proxy.On(Requests.Event, Inject.AfterCommit(Look));
        await Assert.ThrowsAsync<KubernetesException>(CreateEventAsync);
        Assert.Equal(1, seen);

        Task Look()
        {
            seen = Events().Count;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_duplicated_request_arrives_twice()
    {
        _stage.Proxy.On(Requests.Event, Inject.Duplicate);
        await CreateEventAsync();
        Assert.Equal([201, 409], Events().Select(e => e.Code));
    }

    [Fact]
    public async Task A_held_request_arrives_late_and_a_held_answer_comes_late()
    {
        var (request, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var held = _stage.Proxy.On(Requests.Event, Inject.HoldRequest(() => request.Task));
        var first = CreateEventAsync();
        await held.Struck.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Empty(Events());
        request.SetResult();
        await first;

        _stage.Proxy.On(Requests.Event, Inject.HoldAnswer(() => answer.Task));
        var second = CreateEventAsync();
        await Eventually.TrueAsync("the write is committed", () => Task.FromResult(Events().Count == 2), Deadline);
        Assert.False(second.IsCompleted);
        answer.SetResult();
        await second;
    }

    [Theory]
    [InlineData(409, "Conflict")]
    [InlineData(403, "Forbidden")]
    [InlineData(500, "InternalError")]
    [InlineData(504, "Timeout")]
    [InlineData(401, "Unauthorized")]
    public async Task An_answer_in_the_servers_place_looks_like_its_own(int status, string reason)
    {
        _stage.Proxy.On(Requests.Event, Inject.Answer(status, reason), count: 9);
        var failure = await Assert.ThrowsAsync<KubernetesException>(CreateEventAsync);
        Assert.Equal(status, (int)failure.StatusCode!);
        Assert.Empty(Events());
    }

    [Fact]
    public async Task Throttling_says_when_to_come_again()
    {
        var rule = _stage.Proxy.On(Requests.Event, Inject.Answer(429, null, ("Retry-After", "1")));
        await CreateEventAsync();
        Assert.Equal((1, 1), (rule.Hits, Events().Count));
    }

    [Fact]
    public async Task A_cut_body_is_no_answer()
    {
        _stage.Proxy.On(Requests.List("pods"), Inject.CutBody(20));
        await Assert.ThrowsAsync<KubernetesException>(() => PodsAsync());
        Assert.Empty(await PodsAsync());
    }

    [Fact]
    public async Task A_frozen_list_shows_the_past()
    {
        var rule = _stage.Proxy.On(Requests.List("pods"), Inject.FreezeList(), count: int.MaxValue);
        Assert.Empty(await PodsAsync());
        await CreatePodAsync("late");
        Assert.Empty(await PodsAsync());
        rule.End();
        Assert.Equal("late", Assert.Single(await PodsAsync()));
    }

    [Fact]
    public async Task Watch_lines_pass_at_once_and_are_dropped_swapped_and_held_on_demand()
    {
        await using (var plain = await WatchAsync())
        {
            await CreateMonitorAsync("one");
            Assert.Equal("one", await plain.NextAsync());
        }

        _stage.Proxy.On(Requests.Watch("modelmonitors"), Inject.DropLines(line => line.Contains("\"name\":\"two\"", StringComparison.Ordinal)));
        await using (var dropping = await WatchAsync())
        {
            await CreateMonitorAsync("two");
            await CreateMonitorAsync("three");
            Assert.Equal("three", await dropping.NextAsync());
        }

        _stage.Proxy.On(Requests.Watch("modelmonitors"), Inject.SwapLines());
        await using (var swapping = await WatchAsync())
        {
            await CreateMonitorAsync("four");
            await CreateMonitorAsync("five");
            Assert.Equal("five", await swapping.NextAsync());
            Assert.Equal("four", await swapping.NextAsync());
        }

        var gate = new TaskCompletionSource();
        _stage.Proxy.On(Requests.Watch("modelmonitors"), Inject.HoldLines(token => gate.Task.WaitAsync(token)));
        await using var holding = await WatchAsync();
        await CreateMonitorAsync("six");
        var next = holding.NextAsync();
        Assert.Equal("six", (await _stage.MonitorAsync("six")).Metadata.Name);
        Assert.False(next.IsCompleted);
        gate.SetResult();
        Assert.Equal("six", await next);
    }

    [Fact]
    public async Task A_paused_link_is_silent_and_a_reset_one_broken()
    {
        Assert.Empty(await PodsAsync());
        _stage.Proxy.Link.Pause();
        var silent = PodsAsync();
        await fixture.Cluster.Admin.GetVersionAsync(TestContext.Current.CancellationToken);
        Assert.False(silent.IsCompleted);
        _stage.Proxy.Link.Resume();
        Assert.Empty(await silent);

        _stage.Proxy.Link.Pause();
        var broken = PodsAsync();
        _stage.Proxy.Link.Reset();
        _stage.Proxy.Link.Resume();
        await Assert.ThrowsAsync<KubernetesException>(() => broken);
        Assert.Empty(await PodsAsync());
    }

    private List<AuditEntry> Events() => [.. _stage.Audit.Where(e => e.Kind == WriteKind.Event && e.User == _stage.A.Identity.User)];

    private Task CreateEventAsync() => _client.Resource<V1Event>().CreateAsync(new()
    {
        Metadata = new() { Name = $"event-{++_names}", Namespace = _stage.Namespace },
        EventTime = new(TimeProvider.System.GetUtcNow()),
        ReportingController = "modelmonitor.dev/operator",
        ReportingInstance = "test",
        Action = "Test",
        Reason = "Tested",
        Type = "Normal",
        Regarding = new() { ApiVersion = "v1", Kind = "Pod", Namespace = _stage.Namespace, Name = "some" },
    });

    private Task CreatePodAsync(string name) => fixture.Cluster.CreateAsync(
        $"/api/v1/namespaces/{_stage.Namespace}/pods", new { metadata = new { name }, spec = new { containers = new[] { new { name = "c", image = "none" } } } });

    private async Task<IReadOnlyList<string>> PodsAsync() =>
        [.. (await _client.Resource<V1Pod>().ListAllAsync(_stage.Namespace)).Items.Select(p => p.Metadata.Name!)];

    // Monitors, because no controller touches them: lines of the test's own making and no others.
    private Task CreateMonitorAsync(string name)
    {
        var monitor = ScaleOut.Monitor();
        monitor.Metadata.Name = name;
        return _stage.CreateMonitorAsync(monitor);
    }

    private async Task<MonitorWatch> WatchAsync()
    {
        var list = _client.Resource<V1Alpha1ModelMonitor>().ListWatch(_stage.Namespace);
        var page = await fixture.Cluster.Admin.Resource<V1Alpha1ModelMonitor>().ListAllAsync(_stage.Namespace);
        return new(list, page.ResourceVersion);
    }

    /// <summary>The names of monitors that a watch tells as added, one after another.</summary>
    private sealed class MonitorWatch(IListWatch<V1Alpha1ModelMonitor> source, string from) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private IAsyncEnumerator<WatchEvent<V1Alpha1ModelMonitor>>? _events;

        public async Task<string> NextAsync()
        {
            _events ??= source.WatchAsync(from, TimeSpan.FromMinutes(5), _end.Token).GetAsyncEnumerator(_end.Token);
            while (await _events.MoveNextAsync().AsTask().WaitAsync(Deadline, TimeProvider.System))
                if (_events.Current is { Type: WatchEventType.Added, Object.Metadata.Name: { } name }) return name;
            throw new InvalidOperationException("the watch ended");
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            if (_events is not null) await _events.DisposeAsync();
            _end.Dispose();
        }
    }
}
