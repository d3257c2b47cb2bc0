using ModelMonitor.Cli;
using ModelMonitor.Cli.Printing;

var root = PluginRoot.Create(Terminal.OfProcess(), showsProgress: !Console.IsErrorRedirected, TimeProvider.System);
return await PluginRoot.RunAsync(root, args, new());
