using System.CommandLine;
using ModelMonitor.Cli.Backtest.Running;

namespace ModelMonitor.Cli.Backtest;

/// <summary>The options of <c>backtest</c>.</summary>
internal sealed class BacktestOptions
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Auto = "auto";
    public const string Fluid = "fluid";
    public const string Requests = "requests";

    public Option<string> Monitor { get; } = new("--filename", "-f")
    {
        Description = "The ModelMonitor to try: a YAML or JSON file; - for standard input.",
        HelpName = "FILE",
        Required = true,
    };

    public Option<string?> Csv { get; } = new("--csv")
    {
        Description = "The load: a CSV file with the columns time and requests_per_second; optional: replicas, cv, input_tokens, output_tokens.",
        HelpName = "FILE",
    };

    public Option<string?> Prometheus { get; } = new("--prometheus")
    {
        Description = "The load: a Prometheus (or what answers its query API), such as http://localhost:9090.",
        HelpName = "URL",
    };

    public Option<string> Range { get; } = new("--range")
    {
        Description = "How far back to ask Prometheus.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "14d",
    };

    public Option<string> Step { get; } = new("--step")
    {
        Description = "Time between two points; at least twice the scrape interval.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "60s",
    };

    public Option<string?> End { get; } = new("--end") { Description = "Where the range ends, as RFC 3339. Left out: now.", HelpName = "TIME" };

    public Option<string?> RequestsQuery { get; } = new("--requests-query")
    {
        Description = "PromQL that gives requests per second, one series. Left out: made of the engine's counter of finished requests.",
        HelpName = "PROMQL",
    };

    public Option<string?> ReplicasQuery { get; } = new("--replicas-query")
    {
        Description = "PromQL that gives the replicas that were asked for, one series. Left out: from kube-state-metrics, where they are.",
        HelpName = "PROMQL",
    };

    public Option<string?> BearerTokenFile { get; } = new("--bearer-token-file") { Description = "File with a bearer token for Prometheus.", HelpName = "FILE" };

    public Option<string?> CaFile { get; } = new("--ca-file") { Description = "PEM file with the only roots to trust for Prometheus.", HelpName = "FILE" };

    public Option<double?> PodRate { get; } = new("--pod-rate")
    {
        Description = "Requests per second that one pod carries within the objective. Left out: what the monitor's status has learned, else a built-in pod.",
        HelpName = "NUMBER",
    };

    public Option<string?> ColdStart { get; } = new("--cold-start")
    {
        Description = "Time from ordering a pod to its first request. Left out: what the monitor's status has learned, else 120s.",
        HelpName = "DURATION",
    };

    public Option<string[]> Variants { get; } = new("--variant")
    {
        Description = $"Something to compare with, such as \"minReplicas=2,reserve=2\", \"hpa-rps=3\" or \"fixed=10\"; may be repeated. Keys: {Variant.Keys}.",
        HelpName = "KEY=VALUE,...",
        DefaultValueFactory = _ => [],
    };

    public Option<string> Model { get; } = new("--model")
    {
        Description = "The simulation: every request, or flows in steps of a second. auto: every request up to 24 h and a million requests.",
        DefaultValueFactory = _ => Auto,
    };

    public Option<int> Seed { get; } = new("--seed") { Description = "Another number, other arrivals; the same, the same result.", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };

    public Option<string> Output { get; } = new("--output", "-o") { Description = "Form of the result on standard output.", DefaultValueFactory = _ => Table };

    public Option<string?> Report { get; } = new("--report") { Description = "Also writes a report with charts: one HTML file that needs no network.", HelpName = "FILE" };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress bar." };

    public Command CreateCommand()
    {
        Model.AcceptOnlyFromAmong(Auto, Fluid, Requests);
        Output.AcceptOnlyFromAmong(Table, Json);
        return new("backtest", "Tries a ModelMonitor on your own past load: what would it have kept, and what would it have cost?")
        {
            Monitor, Csv, Prometheus, Range, Step, End, RequestsQuery, ReplicasQuery, BearerTokenFile, CaFile,
            PodRate, ColdStart, Variants, Model, Seed, Output, Report, Quiet,
        };
    }
}
