using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ModelMonitor.Cli.Cluster;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Checking;

/// <summary><c>check</c>: a Nagios plugin. Whatever happens, it is one line and one of four exit codes.</summary>
internal static class CheckCommand
{
    /// <summary>Its name, by which bad input is answered as UNKNOWN.</summary>
    public const string Name = "check";

    /// <summary>Creates the command.</summary>
    /// <param name="time">The clock.</param>
    public static Command Create(TimeProvider time)
    {
        var options = new ClusterOptions();
        var name = NameArgument.One(options);
        var timeout = ClusterOptions.Duration("--timeout", "After how long the answer is UNKNOWN: seconds, or 10s.", ClusterOptions.UsualTimeout, "-t");
        var warning = Percentage("--budget-warning", "WARNING when less than this share of an error budget is left, for example 25%. Left out: when it is burning or spent.");
        var critical = Percentage("--budget-critical", "CRITICAL when less than this share of an error budget is left, for example 5%. Left out: never.");
        var maxAge = new Option<TimeSpan?>("--max-age")
        {
            Description = "UNKNOWN when no operator renewed its Lease for so long, for example 60s: status is only as good as who writes it. Needs get on leases there. Left out: not looked at.",
            HelpName = "DURATION",
            CustomParser = ReadMaxAge,
        };
        var operatorNamespace = new Option<string>("--operator-namespace") { Description = "Where the operator runs, for --max-age.", HelpName = "NAMESPACE", DefaultValueFactory = _ => "modelmonitor-system" };
        var command = new Command(Name, "Judges one monitor as a Nagios plugin: exit code 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")
        {
            name, timeout, warning, critical, maxAge, operatorNamespace,
        };
        options.AddTo(command);
        command.Validators.Add(given => NameArgument.Check(given, [given.GetValue(name) ?? ""]));
        command.SetAction(async (given, cancellationToken) =>
        {
            var limit = given.GetValue(timeout) is { Ticks: > 0 } some ? some : ClusterOptions.UsualTimeout;
            using var late = new CancellationTokenSource(limit, time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            ClusterAccess? cluster = null;
            CheckResult result;
            try
            {
                cluster = ClusterAccess.Open(options, given, limit);
                var monitor = await cluster.Client.Resource<V1Alpha1ModelMonitor>().GetAsync(new(cluster.Namespace, given.GetValue(name)!), ends.Token);
                result = MonitorCheck.Of(monitor, new(given.GetValue(warning), given.GetValue(critical)));
                if (given.GetValue(maxAge) is { } oldest)
                {
                    var lease = await cluster.Client.Resource<V1Lease>().GetAsync(new(given.GetValue(operatorNamespace)!, LeaderElectionOptions.DefaultName), ends.Token);
                    result = OperatorAge.Judge(result, lease, oldest, time.GetUtcNow());
                }
            }
            catch (Exception e) when (ErrorText.IsOfCluster(e))
            {
                result = new(CheckLevel.UNKNOWN, ErrorText.Of(e, cluster?.Server));
            }
            catch (OperationCanceledException)
            {
                result = new(CheckLevel.UNKNOWN, FormattableString.Invariant($"no answer within {limit.TotalSeconds:0.#} s"));
            }
            finally
            {
                cluster?.Dispose();
            }

            await given.InvocationConfiguration.Output.WriteLineAsync(result.Line);
            return result.ExitCode;
        });
        return command;
    }

    private static Option<double?> Percentage(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "PERCENT",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100) return percent;
            result.AddError($"{name}: '{text}' is no percentage from 0 to 100; write for example {name} 25%");
            return null;
        },
    };

    private static TimeSpan? ReadMaxAge(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Durations.TryParse(text, out var age) && age > TimeSpan.Zero) return age;
        result.AddError($"--max-age: '{text}' is no duration above 0; write for example --max-age 60s");
        return null;
    }
}
