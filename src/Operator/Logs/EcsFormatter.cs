using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ModelMonitor.Operator.Logs;

/// <summary>
/// Writes a log entry as one line of JSON in the field names of the Elastic Common Schema (ECS 8), so that Elasticsearch takes it as it is:
/// docs/logging.md lists the fields.
/// </summary>
/// <remarks><b>Guarantees</b>: one line per entry, whatever stands in it; every field has one type. Safe for concurrent use.</remarks>
internal sealed class EcsFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The formatter's name.</summary>
    public const string FormatterName = "ecs";

    /// <summary>The version of the schema that the fields are of.</summary>
    private const string SchemaVersion = "8.11.0";

    private static readonly string Version = typeof(EcsFormatter).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var fields = new EcsFields();
        // What the line itself says comes before what is said of all lines around it.
        fields.Add(logEntry.State);
        scopeProvider?.ForEachScope((scope, all) => all.Add(scope), fields);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("@timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("log.level", NameOf(logEntry.LogLevel));
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            json.WriteString("ecs.version", SchemaVersion);
            json.WriteString("service.name", "modelmonitor");
            json.WriteString("service.version", Version);
            json.WriteString("service.node.name", Environment.MachineName);
            json.WriteString("log.logger", logEntry.Category);
            if (logEntry.EventId.Name is { } action) json.WriteString("event.action", action);
            fields.Write(json);
            if (logEntry.Exception is { } error) WriteError(json, error);
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteError(Utf8JsonWriter json, Exception error)
    {
        json.WriteString("error.type", error.GetType().FullName);
        json.WriteString("error.message", error.Message);
        json.WriteString("error.stack_trace", error.ToString());
    }

    // The words that Kibana colours.
    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
