using System.CommandLine;
using ModelMonitor.Cli.Manifests;

var root = new RootCommand("Tools for ModelMonitor.") { ManifestsCommand.Create() };
return await root.Parse(args).InvokeAsync();
