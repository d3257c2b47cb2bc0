using System.CommandLine;

namespace ModelMonitor.ModelServer.Exporting;

/// <summary><c>gpu-exporter</c>: a stand-in GPU exporter until SIGTERM or SIGINT, or until it is to crash.</summary>
internal static class ExporterCommand
{
    private static readonly TimeProvider Time = TimeProvider.System;

    public static Command Create()
    {
        var usual = new ExporterOptions();
        var listen = CommandOptions.Create("--listen-address", usual.ListenAddress, "Address and port to listen on");
        var file = new Option<string?>("--metrics-file") { Description = "Recorded /metrics to replay; left out: a built-in one of two GPUs" };
        var exitAfter = new Option<Duration?>("--exit-after")
        {
            Description = "Crash after this time; left out: never",
            CustomParser = result => Duration.Parse(result.Tokens[^1].Value, null),
        };
        var exitCode = CommandOptions.Create("--exit-code", 1, "Exit code of the crash");
        var command = new Command("gpu-exporter", "Replay a recorded /metrics of dcgm-exporter") { listen, file, exitAfter, exitCode };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new() { ListenAddress = arguments.GetValue(listen)!, MetricsFile = arguments.GetValue(file) },
            arguments.GetValue(exitAfter),
            arguments.GetValue(exitCode),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ExporterOptions options, TimeSpan? exitAfter, int exitCode, CancellationToken cancellationToken)
    {
        await using var exporter = new StandInExporter(options, Time);
        await exporter.StartAsync();
        await Console.Error.WriteLineAsync($"stand-in GPU exporter, listening on port {exporter.Port}");
        try
        {
            await Task.Delay(exitAfter ?? Timeout.InfiniteTimeSpan, Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync($"ending with {exitCode}, as asked");
        return exitCode;
    }
}
