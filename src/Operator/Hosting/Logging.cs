using Microsoft.Extensions.Logging;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Logs to standard error: JSON lines for a collector, text for a terminal.</summary>
public static class Logging
{
    /// <summary>Makes the loggers.</summary>
    /// <param name="options">Format and level.</param>
    public static ILoggerFactory Create(OperatorOptions options) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning);
        builder.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.JsonLogs)
        {
            builder.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                json.IncludeScopes = true;
            });
        }
        else
        {
            builder.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    });
}
