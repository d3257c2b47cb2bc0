using System.CommandLine;
using System.Net;

namespace ModelMonitor.Operator.Hosting;

/// <summary>
/// <c>check</c>: asks a running operator whether it is ready. For <c>helm test</c> and for people, as the image has no shell and no curl.
/// </summary>
public static class CheckCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Builds the command.</summary>
    /// <param name="time">Counts the patience.</param>
    public static Command Create(TimeProvider time)
    {
        var host = new Option<string>("--host") { Description = "Name or address of the operator's pod or Service.", Required = true };
        var port = new Option<int>("--port") { Description = "Port of its probes.", DefaultValueFactory = _ => 8081 };
        port.Validators.Add(result =>
        {
            if (result.GetValue(port) is < 1 or > ushort.MaxValue) result.AddError("--port must be 1 to 65535, for example 8081");
        });
        var patience = new Option<int>("--timeout") { Description = "Seconds until it gives up, 1 to 600.", DefaultValueFactory = _ => 60 };
        patience.Validators.Add(result =>
        {
            if (result.GetValue(patience) is < 1 or > 600) result.AddError("--timeout must be 1 to 600, for example 60");
        });
        var command = new Command("check", "Ask a running operator whether it is ready, again until it is: exit code 0, or 1 at the end of the timeout.")
        {
            host, port, patience,
        };
        command.SetAction((arguments, cancellationToken) =>
        {
            var address = new UriBuilder(Uri.UriSchemeHttp, arguments.GetRequiredValue(host), arguments.GetValue(port), "/readyz").Uri;
            return RunAsync(address, TimeSpan.FromSeconds(arguments.GetValue(patience)), time, arguments.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Uri address, TimeSpan patience, TimeProvider time, TextWriter output, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        using var http = new HttpClient();
        var last = "no answer";
        try
        {
            while (true)
            {
                try
                {
                    using var answer = await http.GetAsync(address, either.Token);
                    last = await answer.Content.ReadAsStringAsync(either.Token);
                    if (answer.StatusCode == HttpStatusCode.OK)
                    {
                        await output.WriteAsync($"{address} says that it is ready\n{last}");
                        return 0;
                    }
                }
                catch (HttpRequestException e)
                {
                    last = e.Message;
                }

                await Task.Delay(Pause, time, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await output.WriteAsync($"{address} is not ready: {last.TrimEnd()}\n");
            return 1;
        }
    }
}
