using System.CommandLine;
using ModelMonitor.ModelServer.Exporting;
using ModelMonitor.ModelServer.Load;
using ModelMonitor.ModelServer.Serving;

var root = new RootCommand("A stand-in model server, a stand-in GPU exporter beside it, and the load to test them with")
{
    ServeCommand.Create(), ExporterCommand.Create(), LoadCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new()
    {
        EnableDefaultExceptionHandler = false,
        // A server drains as long as its options say: its own limits end it, or the kubelet's.
        ProcessTerminationTimeout = TimeSpan.FromHours(1),
    });
}
catch (Exception e) when (e is ArgumentException or FormatException or IOException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
