using System.Globalization;
using ModelMonitor.Demo;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

// A demonstration that can fail: exit code 0 only when clients were healed and replicas came down again.
var keep = Environment.GetEnvironmentVariable("KEEP") is "1";
var mode = Enum.Parse<MonitorMode>(Environment.GetEnvironmentVariable("MODE") is { Length: > 0 } m ? m : nameof(MonitorMode.Enforce));
var start = TimeProvider.System.GetTimestamp();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

Stage? stage = null;
try
{
    stage = await Stage.SetUpAsync("demo", Say, stop.Token);
    Say("everything is up");
    Console.WriteLine();
    Console.WriteLine(TimelineRow.Head);
    var scenario = new HealingScenario(stage, Console.WriteLine, line => Console.WriteLine($"------ {line}"));
    var result = await scenario.RunAsync(mode, TimeSpan.FromMinutes(mode == MonitorMode.Enforce ? 6 : 3), pausedFirst: false, stop.Token);

    foreach (var command in new[] { "get mm -o wide", $"describe mm {Stage.Name}", "get events --sort-by=.lastTimestamp" })
    {
        Console.WriteLine($"\n$ kubectl -n {Stage.Namespace} {command}");
        Console.Write(await stage.Cluster.KubectlAsync(["-n", Stage.Namespace, .. command.Split(' ')]));
    }

    Console.WriteLine();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"p95 of clients: {result.ClientP95Before:0.00}s before, {result.ClientP95Worst:0.00}s at worst, {result.ClientP95After:0.00}s after, bound {HealingScenario.Bound:0.00}s"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"breach visible in Prometheus to scale request: {result.BreachToScale?.TotalSeconds:0.0}s; overload to healed: {result.TimeToHeal?.TotalSeconds:0}s; requests: {result.CompletedRequests} answered, {result.FailedRequests} failed"));
    Console.WriteLine(result.Lag);
    if (result.Lag.IsVoid) return 1;
    Console.WriteLine(result.Healed && result.ScaledDown ? "HEALED" : "NOT HEALED");
    return result.Healed && result.ScaledDown ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("interrupted");
    return 130;
}
catch (Exception e) when (e is InvalidOperationException or TimeoutException or KubernetesException)
{
    Console.WriteLine($"FAILED: {e.Message}");
    return 1;
}
finally
{
    if (stage is not null && !keep) await stage.DisposeAsync();
    else if (stage is not null)
        Console.WriteLine($"\nThe cluster stays up. Look around with\n  export KUBECONFIG={stage.Cluster.Kubeconfig}\n  kubectl -n {Stage.Namespace} get mm,deploy,pods\nand end it with\n  hack/cluster down --name demo");
}

void Say(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{TimeProvider.System.GetElapsedTime(start).TotalSeconds,5:0.0}s] {line}"));
