using System.CommandLine;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Hosting;

/// <summary>The command line. Flag names are those that controllers built with controller-runtime have.</summary>
public static class OperatorCommand
{
    /// <summary>Builds the command.</summary>
    public static RootCommand Create()
    {
        var config = new Option<string>("--config") { Description = "Configuration file (YAML), docs/configuration.md; read again when it changes.", Required = true };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "Kubeconfig file. Left out: $KUBECONFIG, the pod's service account, ~/.kube/config." };
        var metrics = new Option<string>("--metrics-bind-address") { Description = "Where /metrics is served.", DefaultValueFactory = _ => ":8080" };
        var health = new Option<string>("--health-probe-bind-address") { Description = "Where /healthz and /readyz are served.", DefaultValueFactory = _ => ":8081" };
        var webhook = new Option<string>("--webhook-bind-address") { Description = "Where API servers ask about pods when webhook.enabled is set.", DefaultValueFactory = _ => ":9443" };
        var workers = new Option<int>("--max-concurrent-reconciles") { Description = "Reconciles that may run at once, 1 to 64.", DefaultValueFactory = _ => 16 };
        workers.Validators.Add(result =>
        {
            if (result.GetValue(workers) is < 1 or > 64) result.AddError("--max-concurrent-reconciles must be 1 to 64");
        });
        var elect = new Option<bool>("--leader-elect") { Description = "Choose one leader among several replicas; the others stand by. false: only one replica may run.", DefaultValueFactory = _ => true };
        var leaseNamespace = new Option<string?>("--leader-elect-resource-namespace") { Description = "Namespace of the Lease and of the webhook's Secret. Left out: the pod's own, or the kubeconfig's." };
        var leaseName = new Option<string>("--leader-elect-resource-name") { Description = "Name of the Lease.", DefaultValueFactory = _ => LeaderElectionOptions.DefaultName };
        var lease = Duration("--leader-elect-lease-duration", "How long after its last renewal nobody else takes the Lease, for example 15s.", "15s");
        var renew = Duration("--leader-elect-renew-deadline", "How long after its last renewal the leader goes on acting; below the lease duration.", "10s");
        var retry = Duration("--leader-elect-retry-period", "Longest pause between two tries to take or renew the Lease.", "2s");
        var format = new Option<string?>("--log-format") { Description = "json or text. Left out: logging.format of the configuration." };
        format.AcceptOnlyFromAmong("json", "text");
        var level = new Option<LogLevel?>("--log-level") { Description = "Trace, Debug, Information, Warning or Error, until the levels of the configuration change. Left out: logging.level of the configuration." };
        var print = new Option<bool>("--print-config") { Description = "Print the configuration as it would be used, with all defaults, and end." };

        var command = new RootCommand("Keeps AI model servers inside their service levels: reconciles ModelMonitor objects.")
        {
            config, kubeconfig, metrics, health, webhook, workers, elect, leaseNamespace, leaseName, lease, renew, retry, format, level, print,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var options = new OperatorOptions
            {
                ConfigPath = arguments.GetRequiredValue(config),
                Kubeconfig = arguments.GetValue(kubeconfig),
                MetricsAddress = arguments.GetRequiredValue(metrics),
                HealthAddress = arguments.GetRequiredValue(health),
                WebhookAddress = arguments.GetRequiredValue(webhook),
                Workers = arguments.GetRequiredValue(workers),
                LeaderElect = arguments.GetRequiredValue(elect),
                LeaseNamespace = arguments.GetValue(leaseNamespace),
                LeaseName = arguments.GetRequiredValue(leaseName),
                LeaseDuration = DurationOf(arguments.GetRequiredValue(lease)),
                RenewDeadline = DurationOf(arguments.GetRequiredValue(renew)),
                RetryPeriod = DurationOf(arguments.GetRequiredValue(retry)),
                LogFormat = arguments.GetValue(format),
                LogLevel = arguments.GetValue(level),
            };
            try
            {
                if (arguments.GetValue(print))
                {
                    await arguments.InvocationConfiguration.Output.WriteAsync(ConfigurationPrinter.Print(ConfigurationLoader.LoadAll(options.ConfigPath).Configuration));
                    return 0;
                }

                await OperatorHost.RunAsync(options, TimeProvider.System, cancellationToken);
                return 0;
            }
            catch (LeadershipLostException e)
            {
                // A process that led and no longer does has state that nobody vouches for: the next one starts clean.
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"modelmonitor: {e.Message}");
                return 1;
            }
            catch (Exception e) when (e is ConfigurationException or ClientConfigException)
            {
                // Somebody typed something wrong: the sentence helps, the stack trace does not.
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"modelmonitor: {e.Message}");
                return 2;
            }
        });
        command.Subcommands.Add(CheckCommand.Create(TimeProvider.System));
        return command;
    }

    private static Option<string> Duration(string name, string description, string value)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (!GoDuration.TryParse(result.GetValue(option), out _)) result.AddError($"{name} must be a duration such as {value} or 1m30s");
        });
        return option;
    }

    private static TimeSpan DurationOf(string text) => GoDuration.TryParse(text, out var duration) ? duration : TimeSpan.Zero;
}
