using System.CommandLine;
using System.Text.Json;

namespace ModelMonitor.ModelServer.Load;

/// <summary><c>load</c>: sends requests for a while and reports what its clients felt, one line of JSON at a time.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var usualSizes = new TokenSizes();
        var usual = new LoadOptions();
        var target = new Option<string[]>("--target") { Description = "Base URL of a server (repeatable)", AllowMultipleArgumentsPerToken = true };
        var targetsFile = new Option<string?>("--targets-file") { Description = "File of base URLs, one a line, read again every second" };
        var rps = CommandOptions.Create("--rps", 2.0, "Requests a second (Poisson)");
        var duration = new Option<Duration?>("--duration") { Description = "How long requests arrive (default 60s; with --trace its length)", CustomParser = r => Duration.Parse(r.Tokens[^1].Value, null) };
        var trace = new Option<string?>("--trace") { Description = "CSV of t_s,rps to play instead of --rps" };
        var rateFactor = CommandOptions.Create("--rate-factor", 1.0, "Multiplies the trace's rates");
        var timeFactor = CommandOptions.Create("--time-factor", 1.0, "Multiplies the trace's times (0.1: ten times as fast)");
        var promptMean = CommandOptions.Create("--prompt-mean", usualSizes.PromptMean, "Mean prompt length, tokens");
        var promptCv = CommandOptions.Create("--prompt-cv", usualSizes.PromptVariation, "Its coefficient of variation");
        var outputMean = CommandOptions.Create("--output-mean", usualSizes.OutputMean, "Mean answer length, tokens");
        var outputCv = CommandOptions.Create("--output-cv", usualSizes.OutputVariation, "Its coefficient of variation");
        var maxRequests = CommandOptions.Create("--max-requests", usual.MaxRequests, "No arrivals after so many");
        var maxInFlight = CommandOptions.Create("--max-in-flight", usual.MaxInFlight, "Arrivals beyond so many open requests fail");
        var timeout = CommandOptions.Create("--timeout", new Duration(usual.Timeout), "When a client gives up");
        var window = CommandOptions.Create("--window", new Duration(usual.Window), "How far back the percentiles look");
        var every = CommandOptions.Create("--report-every", Duration.FromSeconds(5), "Time between reports");
        var seed = CommandOptions.Create("--seed", 1, "Fixes arrivals and sizes");
        var command = new Command("load", "Send requests at a given rate, whatever the answers do, and report what clients feel")
        {
            target, targetsFile, rps, duration, trace, rateFactor, timeFactor, promptMean, promptCv, outputMean, outputCv,
            maxRequests, maxInFlight, timeout, window, every, seed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(target) is { Length: > 0 } == result.GetValue(targetsFile) is not null)
                result.AddError("give either --target or --targets-file");
        });
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var length = arguments.GetValue(duration)?.Value;
            var shape = arguments.GetValue(trace) is { } file
                ? LoadShape.ReadCsv(file, length / arguments.GetValue(timeFactor)).Scale(arguments.GetValue(rateFactor), arguments.GetValue(timeFactor))
                : LoadShape.Constant(arguments.GetValue(rps), length ?? TimeSpan.FromSeconds(60));
            var sizes = new TokenSizes
            {
                PromptMean = arguments.GetValue(promptMean),
                PromptVariation = arguments.GetValue(promptCv),
                OutputMean = arguments.GetValue(outputMean),
                OutputVariation = arguments.GetValue(outputCv),
            };
            var options = new LoadOptions
            {
                Window = arguments.GetValue(window),
                Timeout = arguments.GetValue(timeout),
                MaxInFlight = arguments.GetValue(maxInFlight),
                MaxRequests = arguments.GetValue(maxRequests),
            };
            using var generator = new LoadGenerator(
                Targets(arguments.GetValue(target), arguments.GetValue(targetsFile)), shape, sizes, arguments.GetValue(seed), options);
            return await RunAsync(generator, arguments.GetValue(every), cancellationToken);
        });
        return command;
    }

    private static Func<IReadOnlyList<Uri>> Targets(string[]? urls, string? file)
    {
        if (file is not null) return new TargetsFile(file, TimeProvider.System).Current;
        Uri[] targets = [.. urls!.Select(url => new Uri(url))];
        return () => targets;
    }

    private static async Task<int> RunAsync(LoadGenerator generator, TimeSpan every, CancellationToken cancellationToken)
    {
        var run = generator.RunAsync(cancellationToken);
        using var timer = new PeriodicTimer(every);
        var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(run, tick) == tick)
        {
            Print(generator.Snapshot());
            tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        }

        Print(generator.Summary());
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Ended by the user is a clean end.
        return run.IsFaulted ? throw run.Exception.InnerException! : 0;
    }

    private static void Print(LoadReport report) => Console.Out.WriteLine(JsonSerializer.Serialize(report, WireJson.Default.LoadReport));
}
