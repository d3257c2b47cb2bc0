using ModelMonitor.Simulation;
using ModelMonitor.Tests.Replay;

if (ReplayOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(ReplayOptions.Usage);
    return 2;
}

var workload = options.Sizes == "chat" ? Workload.Chat() : Workload.Code();
var rows = ReplayRun.Run(options, workload, Console.Error.WriteLine);
var text = FormattableString.Invariant($"Requests: {workload.Name} (prompts of {workload.Sizes.MeanPrompt:0} tokens, answers of {workload.Sizes.MeanOutput:0}); ")
    + FormattableString.Invariant($"a good one has its first token within {workload.Bound.TotalSeconds:0.#} s. Means over {options.Seeds} seed(s).\n\n")
    + new Report(rows).Write() + Oversized.Write(workload, options.Seeds) + Bench(workload);
Console.WriteLine(text);
if (options.Out is { } folder) Output.Write(folder, rows, text);
return 0;

static string Bench(Workload workload)
{
    var trace = TraceFiles.Read(["m-large-step"]).Single();
    var arrivals = new ArrivalCounts(trace.Scale(12 * workload.RatePerPod / trace.MeanRate), 1);
    var options = new Cell(workload, arrivals, 120, 1).Options;
    var start = TimeProvider.System.GetTimestamp();
    FluidSimulation.Run(arrivals, workload.Sizes, options, new ModelMonitorPolicy(options));
    return FormattableString.Invariant(
        $"One replay of 14 days under ModelMonitor on one core: {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s (at most 10).\n");
}
