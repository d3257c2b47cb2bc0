using System.CommandLine;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Operator.Hosting;

/// <summary>The command line. Flag names are those that controllers built with controller-runtime have.</summary>
public static class OperatorCommand
{
    /// <summary>Builds the command.</summary>
    public static RootCommand Create()
    {
        var config = new Option<string>("--config") { Description = "Configuration file (YAML): the metrics sources and the rhythm.", Required = true };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "Kubeconfig file. Left out: $KUBECONFIG, the pod's service account, ~/.kube/config." };
        var metrics = new Option<string>("--metrics-bind-address") { Description = "Where /metrics is served.", DefaultValueFactory = _ => ":8080" };
        var health = new Option<string>("--health-probe-bind-address") { Description = "Where /healthz and /readyz are served.", DefaultValueFactory = _ => ":8081" };
        var workers = new Option<int>("--max-concurrent-reconciles") { Description = "Reconciles that may run at once, 1 to 64.", DefaultValueFactory = _ => 4 };
        workers.Validators.Add(result =>
        {
            if (result.GetValue(workers) is < 1 or > 64) result.AddError("--max-concurrent-reconciles must be 1 to 64");
        });
        var format = new Option<string>("--log-format") { Description = "json or text.", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "text");
        var level = new Option<LogLevel>("--log-level") { Description = "Trace, Debug, Information, Warning or Error.", DefaultValueFactory = _ => LogLevel.Information };

        var command = new RootCommand("Keeps AI model servers inside their service levels: reconciles ModelMonitor objects.")
        {
            config, kubeconfig, metrics, health, workers, format, level,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var options = new OperatorOptions
            {
                ConfigPath = arguments.GetRequiredValue(config),
                Kubeconfig = arguments.GetValue(kubeconfig),
                MetricsAddress = arguments.GetRequiredValue(metrics),
                HealthAddress = arguments.GetRequiredValue(health),
                Workers = arguments.GetRequiredValue(workers),
                JsonLogs = arguments.GetRequiredValue(format) == "json",
                LogLevel = arguments.GetRequiredValue(level),
            };
            try
            {
                await OperatorHost.RunAsync(options, TimeProvider.System, cancellationToken);
                return 0;
            }
            catch (Exception e) when (e is ConfigurationException or ClientConfigException)
            {
                // Somebody typed something wrong: the sentence helps, the stack trace does not.
                await Console.Error.WriteLineAsync($"modelmonitor: {e.Message}");
                return 2;
            }
        });
        return command;
    }
}
