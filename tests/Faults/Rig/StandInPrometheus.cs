using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// A stand-in for Prometheus: it understands just the queries that the operator sends and answers them from a formula over the ready
/// pods. A real one would need a minute of scrapes for each step of a scenario; it is used for real in the rooms Integration and
/// EndToEnd.
/// </summary>
/// <remarks>Guarantees: samples are as fresh as the answer, by the operators' own clock. Safe for concurrent use.</remarks>
public sealed partial class StandInPrometheus : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly Func<string, IReadOnlyList<string>> _podsOf;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (int Asked, int Answered)> _rounds = new();
    private double _load;

    private StandInPrometheus(TimeProvider clock, Func<string, IReadOnlyList<string>> podsOf)
    {
        (_clock, _podsOf) = (clock, podsOf);
        Service = pods => StandInService.Pod(Load, pods);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Requests at once on the service.</summary>
    public double Load
    {
        get => Volatile.Read(ref _load);
        set => Volatile.Write(ref _load, value);
    }

    /// <summary>What each pod shows, given the number of ready pods. By default <see cref="StandInService"/> under <see cref="Load"/>.</summary>
    public Func<int, StandInPod> Service { get; set; }

    /// <summary>When set, answers in its place: for faults of the metrics source.</summary>
    public Func<HttpContext, Task>? Fault { get; set; }

    /// <summary>Starts one.</summary>
    /// <param name="clock">The operators' clock, for sample times.</param>
    /// <param name="podsOf">Gives the pods of a namespace that serve.</param>
    public static async Task<StandInPrometheus> StartAsync(TimeProvider clock, Func<string, IReadOnlyList<string>> podsOf)
    {
        var standIn = new StandInPrometheus(clock, podsOf);
        await standIn._app.StartAsync();
        return standIn;
    }

    /// <summary>The address for one operator, so that its questions can be told from another's.</summary>
    /// <param name="name">The operator.</param>
    public Uri AddressFor(string name) => new($"{_app.Urls.First()}/{name}");

    /// <summary>How many rounds of questions an operator has begun, and how many of them are answered.</summary>
    /// <param name="name">The operator.</param>
    public (int Asked, int Answered) Rounds(string name) => _rounds.GetValueOrDefault(name);

    /// <summary>Waits until a round of questions that begins after this call has been answered: what was set before has been seen then.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="deadline">How long a failing test may take; more than the operator's interval.</param>
    public Task NextRoundAsync(string name, TimeSpan deadline)
    {
        var before = Rounds(name).Asked;
        return Eventually.TrueAsync("a round of questions", () => Task.FromResult(Rounds(name).Answered > before), deadline);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (Fault is { } fault)
        {
            await fault(http);
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var query = form["query"].ToString();
        var begins = BeginsRound(query);
        var name = http.Request.Path.Value!.Split('/')[1];
        var number = begins ? _rounds.AddOrUpdate(name, (1, 0), (_, r) => (r.Asked + 1, r.Answered)).Asked : 0;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Answer(query, _clock, _podsOf, Service), http.RequestAborted);
        if (begins) _rounds.AddOrUpdate(name, (number, number), (_, r) => (r.Asked, Math.Max(r.Answered, number)));
    }

    /// <summary>Whether a query is the first of a round: only that one carries names.</summary>
    /// <param name="query">The query.</param>
    public static bool BeginsRound(string query) => SeriesName().IsMatch(query);

    /// <summary>The answer to a query as JSON.</summary>
    /// <param name="query">A query of the operator's.</param>
    /// <param name="clock">The operators' clock.</param>
    /// <param name="podsOf">Gives the pods of a namespace that serve.</param>
    /// <param name="service">What each pod shows, given how many there are.</param>
    public static string Answer(string query, TimeProvider clock, Func<string, IReadOnlyList<string>> podsOf, Func<int, StandInPod> service)
    {
        var now = clock.GetUtcNow();
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        var result = new StringBuilder("""{"status":"success","data":{"resultType":"vector","result":[""");
        var first = result.Length;
        var names = SeriesName().Matches(query).Select(m => m.Groups[1].Value).ToList();
        foreach (var ns in Namespaces().Match(query).Groups[1].Value.Split('|').Distinct())
        {
            var pods = podsOf(ns);
            if (pods.Count == 0) continue;
            var shown = service(pods.Count);
            foreach (var pod in pods)
            {
                foreach (var name in names) Series(name, null, Value(name, shown));
                if (query.Contains("__name__=~", StringComparison.Ordinal)) Series("vllm:num_requests_running", null, 1, "__name__");
                else if (names.Count == 0)
                    foreach (var (edge, rate) in Buckets(shown)) Series(null, edge, rate);

                void Series(string? name, string? edge, double? value, string label = "sig")
                {
                    if (value is null) return;
                    if (result.Length > first) result.Append(',');
                    var told = name is null ? $"\"le\":\"{edge}\"" : $"\"{label}\":\"{name}\"";
                    result.Append(CultureInfo.InvariantCulture,
                        $$$"""{"metric":{"namespace":"{{{ns}}}","pod":"{{{pod}}}","model_name":"stand-in",{{{told}}}},"value":[{{{seconds}}},"{{{value}}}"]}""");
                }
            }
        }

        return result.Append("]}}").ToString();

        double? Value(string name, StandInPod pod) => name switch
        {
            "sample-time" => seconds,
            // As many as a window of a minute holds that is scraped each second.
            "samples" => 60,
            "running" => pod.Running,
            "waiting" => pod.Waiting,
            "completed" => pod.Completed,
            _ when name.EndsWith("/present", StringComparison.Ordinal) => 1,
            _ => null,
        };
    }

    // Rates of cumulative buckets in which every quantile is very near the wanted value.
    private static IEnumerable<(string Edge, double Rate)> Buckets(StandInPod pod) =>
    [
        ((pod.FirstTokenSeconds * 0.999).ToString(CultureInfo.InvariantCulture), 0),
        (pod.FirstTokenSeconds.ToString(CultureInfo.InvariantCulture), pod.Completed),
        ("+Inf", pod.Completed),
    ];

    [GeneratedRegex("""
        "sig", "([^"]+)"
        """)]
    private static partial Regex SeriesName();

    [GeneratedRegex("""
        namespace=~"([^"]*)"
        """)]
    private static partial Regex Namespaces();
}
