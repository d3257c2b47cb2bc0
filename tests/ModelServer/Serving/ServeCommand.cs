using System.CommandLine;
using ModelMonitor.Simulation;

namespace ModelMonitor.ModelServer.Serving;

/// <summary><c>serve</c>: a stand-in model server until SIGTERM or SIGINT.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var usual = new ServeOptions();
        var port = CommandOptions.FromEnvironment("--port", usual.Port, "Port to listen on");
        var model = CommandOptions.FromEnvironment("--model", usual.Model, "The model_name label");
        var sequences = CommandOptions.FromEnvironment("--max-num-seqs", usual.Service.MaxSequences, "Sequences in a batch");
        var alpha = CommandOptions.FromEnvironment("--alpha-ms", usual.Service.StepBase.TotalMilliseconds, "Fixed part of a decode step");
        var beta = CommandOptions.FromEnvironment("--beta-ms", usual.Service.StepPerSequence.TotalMilliseconds, "What each sequence adds to a decode step");
        var prefill = CommandOptions.FromEnvironment("--prefill-tokens-per-second", usual.Service.PrefillTokensPerSecond, "Speed of reading prompts");
        var cache = CommandOptions.FromEnvironment("--kv-cache-tokens", usual.Service.CacheTokens!.Value, "Size of the key-value cache");
        var startup = CommandOptions.FromEnvironment("--startup-delay", new Duration(usual.StartupDelay), "Time to load the model");
        var shutdown = CommandOptions.FromEnvironment("--shutdown-delay", new Duration(usual.ShutdownDelay), "Time after SIGTERM that new requests are still taken");
        var drain = CommandOptions.FromEnvironment("--drain-timeout", new Duration(usual.DrainTimeout), "Time after that to finish open requests");
        var command = new Command("serve", "Answer completions with honest queueing and vLLM's metrics")
        {
            port, model, sequences, alpha, beta, prefill, cache, startup, shutdown, drain,
        };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new()
            {
                Port = arguments.GetValue(port),
                Model = arguments.GetValue(model)!,
                Service = new ServiceModelOptions
                {
                    StepBase = TimeSpan.FromMilliseconds(arguments.GetValue(alpha)),
                    StepPerSequence = TimeSpan.FromMilliseconds(arguments.GetValue(beta)),
                    PrefillTokensPerSecond = arguments.GetValue(prefill),
                    MaxSequences = arguments.GetValue(sequences),
                    CacheTokens = arguments.GetValue(cache),
                },
                StartupDelay = arguments.GetValue(startup),
                ShutdownDelay = arguments.GetValue(shutdown),
                DrainTimeout = arguments.GetValue(drain),
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        await using var server = new StandInServer(options, TimeProvider.System);
        await server.StartAsync();
        await Console.Error.WriteLineAsync($"listening on port {server.Port}, ready in {options.StartupDelay.TotalSeconds:0.#} s");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(asked.SetResult)) await asked.Task;
        await Console.Error.WriteLineAsync("stopping: finishing open requests");
        await server.StopAsync();
        return 0;
    }
}
