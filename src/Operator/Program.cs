using System.CommandLine;
using ModelMonitor.Operator.Hosting;

// On SIGTERM the stop order needs a moment: Events are flushed after whoever acts has ended.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
return await OperatorCommand.Create().Parse(args).InvokeAsync(invocation);
