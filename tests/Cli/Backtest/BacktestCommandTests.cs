using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelMonitor.Cli.Backtest;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class BacktestCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private HttpMessageHandler? _handler;
    private bool _isTerminal;

    public BacktestCommandTests()
    {
        File.WriteAllText(Monitor, Samples.Monitor);
        File.WriteAllText(Load, Samples.Load());
    }

    private string Monitor => Path.Combine(_folder, "mm.yaml");

    private string Load => Path.Combine(_folder, "load.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("fluid")]
    [InlineData("requests")]
    public void Table_and_json_tell_the_same_of_the_monitor_of_what_ran_and_of_variants(string model)
    {
        string[] arguments = ["-f", Monitor, "--csv", Load, "--model", model, "--variant", "minReplicas=8", "--variant", "fixed=1"];
        Assert.Equal(0, Run(arguments));
        var table = Rows();
        Assert.Equal(0, Run([.. arguments, "-o", "json"]));
        var json = JsonNode.Parse(_output.ToString())!;
        Assert.Equal(["as written", "really running", "minReplicas=8", "fixed=1"], json["policies"]!.AsArray().Select(p => (string)p!["name"]!));
        Assert.Equal(["asWritten", "asRun", "variant", "variant"], json["policies"]!.AsArray().Select(p => (string)p!["kind"]!));
        Assert.Equal(json["policies"]!.AsArray().Select(p => string.Join('|',
            (string)p!["name"]!,
            ((double)p["attainment"]! * 100).ToString("0.000", CultureInfo.InvariantCulture),
            (bool)p["kept"]! ? "yes" : "no",
            (int)p["violationMinutes"]!,
            ((double)p["replicaHours"]!).ToString("0.0", CultureInfo.InvariantCulture),
            (int)p["changes"]!,
            (int)p["flaps"]!)), table);

        var (steady, single) = (json["policies"]![2]!, json["policies"]![3]!);
        Assert.True((double)single["attainment"]! < 0.5, "one pod for twenty requests a second");
        Assert.True((bool)steady["kept"]!);
        Assert.True((double)steady["replicaHours"]! >= 15.9);
        Assert.Equal(model, (string)json["assumptions"]!["model"]!);
        Assert.Equal(7200, (double)json["load"]!["seconds"]!);
        Assert.Equal(12, (double)json["load"]!["meanRate"]!, 0.01);
    }

    [Fact]
    public void Decisions_are_in_the_json_with_their_reasons()
    {
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load, "-o", "json"));
        var written = JsonNode.Parse(_output.ToString())!["policies"]![0]!;
        var decisions = written["decisions"]!.AsArray();
        Assert.Equal((int)written["changes"]!, decisions.Count);
        Assert.NotEmpty(decisions);
        Assert.All(decisions, d => Assert.NotEqual((int)d!["from"]!, (int)d["to"]!));
        Assert.All(decisions, d => Assert.False(string.IsNullOrEmpty((string?)d!["reason"]) || string.IsNullOrEmpty((string?)d["message"])));
        Assert.Equal(decisions.Skip(1).Select(d => (int)d!["from"]!), decisions.SkipLast(1).Select(d => (int)d!["to"]!));
    }

    [Theory]
    [InlineData("fluid")]
    [InlineData("requests")]
    public void The_same_seed_gives_the_same_and_another_one_does_not(string model)
    {
        // Bursts are drawn, and of a fixed pool nothing else could differ.
        File.WriteAllText(Load, "time,requests_per_second,cv\n0,14,3\n3600,14,3\n");
        string Out(string seed)
        {
            Assert.Equal(0, Run("-f", Monitor, "--csv", Load, "-o", "json", "--model", model, "--seed", seed, "--variant", "fixed=4"));
            return JsonNode.Parse(_output.ToString())!["policies"]![1]!.ToJsonString();
        }

        var first = Out("1");
        Assert.Equal(first, Out("1"));
        Assert.NotEqual(first, Out("2"));
    }

    [Fact]
    public void What_is_taken_for_granted_is_said_aloud()
    {
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load));
        var text = _output.ToString();
        Assert.Contains("99 % of requests get their first token within 1 s.", text, StringComparison.Ordinal);
        Assert.Contains("(the built-in pod; give --pod-rate for yours) and needs 120 s to start (the default; give --cold-start for yours)", text, StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void What_the_status_has_learned_is_taken_unless_an_option_says_otherwise()
    {
        File.AppendAllText(Monitor, "\nstatus: {learned: {podCapacity: \"2.5\", coldStart: 95s}}\n");
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load));
        Assert.Contains("A pod carries 2.5 requests/s (learned, from the monitor's status) and needs 95 s to start (learned, from the monitor's status).", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load, "--pod-rate", "3", "--cold-start", "60s"));
        Assert.Contains("A pod carries 3 requests/s (--pod-rate) and needs 60 s to start (--cold-start).", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_simulated_is_named()
    {
        var text = File.ReadAllText(Repository.PathOf("config", "samples", "full.yaml"));
        File.WriteAllText(Monitor, text);
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load));
        Assert.Contains("Left out, as they are not simulated: tokens, ", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The mode is Recommend; this is what Enforce would have done.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_is_an_outage_in_which_replicas_are_held()
    {
        // From 20 requests per second to 1; in between no rows, or rows on the same straight line.
        string Falling(bool hasGap) => "time,requests_per_second\n" + string.Concat(Enumerable.Range(0, 120).Where(n => !hasGap || n is < 60 or >= 100)
            .Select(n => FormattableString.Invariant($"{n * 60},{Math.Clamp(20 - (19 * (n - 60) / 40.0), 1, 20):0.##}\n")));
        Assert.Contains(Decisions(Falling(hasGap: false), out _), Lowers);
        var held = Decisions(Falling(hasGap: true), out var load);
        Assert.Equal((1, 2400), ((int)load["outages"]!, (int)load["outageSeconds"]!));
        Assert.DoesNotContain(held, Lowers);
        Assert.Contains(held, d => (int)d!["to"]! < (int)d["from"]!);

        static bool Lowers(JsonNode? d) => (double)d!["seconds"]! is > 3720 and < 6000 && (int)d["to"]! < (int)d["from"]!;
    }

    [Fact]
    public void A_prometheus_is_asked_with_the_queries_of_the_engine_and_a_token()
    {
        var prometheus = new StandInPrometheus((query, _) => query.Contains("kube_deployment", StringComparison.Ordinal) ? 5 : 10);
        _handler = prometheus;
        var token = Path.Combine(_folder, "token");
        File.WriteAllText(token, "secret\n");
        Assert.Equal(0, Run("-f", Monitor, "--prometheus", "http://prometheus.test:9090", "--range", "2h", "--end", "2026-03-01T12:00:00Z", "--bearer-token-file", token));
        Assert.Equal("Bearer secret", prometheus.Authorization);
        Assert.Equal(
            [
                """sum(sum by (namespace,pod) (rate(vllm:request_success_total{namespace="llm",pod=~"chat-.+"}[60s])))""",
                """max(kube_deployment_spec_replicas{namespace="llm",deployment="chat"})""",
            ],
            prometheus.Asked.Select(a => a.Query));
        Assert.Contains("from 2026-03-01 09:59Z, 10 requests/s on average", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("really running", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_that_nobody_knows_are_told_and_not_shown()
    {
        _handler = new StandInPrometheus((query, _) => query.Contains("kube_deployment", StringComparison.Ordinal) ? double.NaN : 10);
        Assert.Equal(0, Run("-f", Monitor, "--prometheus", "http://prometheus.test:9090", "--range", "2h"));
        Assert.Contains("What was really running is not known: max(kube_deployment_spec_replicas", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("really running ", _output.ToString().Split("POLICY")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error: backtest: needs the load: give exactly one of --csv and --prometheus")]
    [InlineData("error: /nowhere.csv: no such file", "--csv", "/nowhere.csv")]
    [InlineData("error: --prometheus: must be an http or https URL", "--prometheus", "prometheus:9090")]
    [InlineData("error: --range: '14 days' is no duration from 1s to 2208h, such as 14d or 60s", "--prometheus", "http://p.test", "--range", "14 days")]
    [InlineData("error: --step: must be whole seconds", "--prometheus", "http://p.test", "--step", "1500ms")]
    [InlineData("error: --range: must be longer than --step", "--prometheus", "http://p.test", "--range", "30s")]
    [InlineData("error: --end: 'today' is not RFC 3339", "--prometheus", "http://p.test", "--end", "today")]
    [InlineData("error: --ca-file: ", "--prometheus", "https://p.test", "--ca-file", "/nowhere.pem")]
    [InlineData("error: --variant \"colour=red\": 'colour' is no key", "--csv", "$load", "--variant", "colour=red")]
    [InlineData("error: --pod-rate: must be a number from 0.05 to 10000, requests per second", "--csv", "$load", "--pod-rate", "0")]
    [InlineData("error: --cold-start: '2 minutes' is no duration from 1s to 1h, such as 90s", "--csv", "$load", "--cold-start", "2 minutes")]
    public void Bad_input_ends_with_2_and_one_line_that_names_place_and_fix(string message, params string[] arguments)
    {
        Assert.Equal(BacktestCommand.BadInput, Run(["-f", Monitor, .. arguments.Select(a => a == "$load" ? Load : a)]));
        Assert.StartsWith(message, _error.ToString(), StringComparison.Ordinal);
        Assert.Single(_error.ToString().TrimEnd('\n').Split('\n'));
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("scaling: {minReplicas: 2, maxReplicas: 12}", "mode: Enforce", "spec.scaling: is missing, so that nothing is ever scaled; write maxReplicas")]
    [InlineData("indicator: time-to-first-token", "indicator: request-latency", "spec.objectives: none on time-to-first-token that may ask for replicas")]
    public void A_monitor_that_cannot_be_simulated_is_refused(string right, string wrong, string message)
    {
        File.WriteAllText(Monitor, Samples.Monitor.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal(BacktestCommand.BadInput, Run("-f", Monitor, "--csv", Load));
        Assert.StartsWith($"error: {Monitor}: {message}", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_one_by_one_are_for_a_day_at_most()
    {
        File.WriteAllText(Load, "time,requests_per_second\n0,1\n90000,1\n");
        Assert.Equal(BacktestCommand.BadInput, Run("-f", Monitor, "--csv", Load, "--model", "requests"));
        Assert.StartsWith("error: --model: requests are simulated one by one for up to 24 h", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_is_drawn_on_a_terminal_and_taken_away()
    {
        _isTerminal = true;
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load));
        Assert.Contains("\r[#", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("as written", _error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(" \r", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load, "--quiet"));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void A_report_is_written_where_the_option_says()
    {
        var path = Path.Combine(_folder, "report.html");
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load, "--report", path));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(BacktestCommand.BadInput, Run("-f", Monitor, "--csv", Load, "--report", $"{_folder}/no/report.html"));
        Assert.StartsWith($"error: {_folder}/no/report.html: cannot be written", _error.ToString(), StringComparison.Ordinal);
    }

    private JsonArray Decisions(string csv, out JsonNode load)
    {
        File.WriteAllText(Load, csv);
        Assert.Equal(0, Run("-f", Monitor, "--csv", Load, "-o", "json", "--model", "fluid"));
        var json = JsonNode.Parse(_output.ToString())!;
        load = json["load"]!;
        return json["policies"]![0]!["decisions"]!.AsArray();
    }

    private int Run(params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var time = new ManualTime();
        var command = BacktestCommand.Create(time, _isTerminal, _handler);
        return command.Parse(arguments).Invoke(new InvocationConfiguration { Output = _output, Error = _error });
    }

    // Name, attainment, kept, violation minutes, replica-hours, changes and flaps of each line below the header.
    private IEnumerable<string> Rows() => _output.ToString().Split("P99")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        var cells = line.Split("   ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join('|', cells.Take(7).Select(c => c.Replace(" %", "", StringComparison.Ordinal)));
    });
}
