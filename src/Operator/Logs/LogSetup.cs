using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Operator.Logs;

/// <summary>Logs to standard error: JSON lines for a collector, text for a terminal.</summary>
public static class LogSetup
{
    /// <summary>Makes the loggers.</summary>
    /// <param name="format"><see cref="LoggingConfiguration.JsonFormat"/> or <see cref="LoggingConfiguration.TextFormat"/>.</param>
    /// <param name="levels">Which lines are logged.</param>
    /// <param name="time">The clock of the lines.</param>
    public static ILoggerFactory Create(string format, LogLevels levels, TimeProvider time) => LoggerFactory.Create(builder =>
    {
        // Asked for every line, because levels change.
        builder.SetMinimumLevel(LogLevel.Trace).AddFilter((_, category, level) => levels.IsEnabled(category, level));
        builder.Services.AddSingleton<ConsoleFormatter>(new EcsFormatter(time));
        builder.AddSimpleConsole(text =>
        {
            text.SingleLine = true;
            text.TimestampFormat = "HH:mm:ss.fff ";
        });
        builder.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = format == LoggingConfiguration.JsonFormat ? EcsFormatter.FormatterName : ConsoleFormatterNames.Simple;
        });
    });
}
