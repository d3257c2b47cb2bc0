using ModelMonitor.Tests.Benchmarks;

switch (args)
{
    case [] or ["decide"]:
        DecideBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: Benchmarks [decide]");
        return 2;
}
