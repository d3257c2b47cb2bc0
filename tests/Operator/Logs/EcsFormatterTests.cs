using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Logs;

namespace ModelMonitor.Tests.Operator.Logs;

public sealed partial class EcsFormatterTests
{
    private static readonly ObjectKey Monitor = new("team-a", "chat");
    private readonly EcsFormatter _formatter = new(new ManualTime());
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void A_decision_is_one_line_with_monitor_replicas_reason_and_id()
    {
        var line = Line(l => l.Log(
            LogLevel.Information, new EventId(1, "scale"), "{Monitor}: decision {DecisionId}, {From} to {To} replicas, {Reason}: {Message} Outcome {Outcome} {Words}",
            Monitor, "d-1", 2, 4, "Breached", "slow", "Applied", null));
        Assert.Equal("2026-01-01T00:00:00.000Z", (string)line["@timestamp"]!);
        Assert.Equal("info", (string)line["log.level"]!);
        Assert.StartsWith("team-a/chat: decision d-1, 2 to 4 replicas, Breached: slow", (string)line["message"]!, StringComparison.Ordinal);
        Assert.Equal(
            ["modelmonitor", "scale", "kubernetes", "team-a", "chat", "modelmonitor", "d-1", "Breached", "Applied"],
            new[]
            {
                "service.name", "event.action", "orchestrator.type", "orchestrator.namespace", "orchestrator.resource.name", "orchestrator.resource.type", "event.id",
                "event.reason", "labels.outcome",
            }.Select(f => (string?)line[f]));
        Assert.Equal((2, 4), ((int)line["modelmonitor.replicas.from"]!, (int)line["modelmonitor.replicas.to"]!));
        Assert.False(line.ContainsKey("labels.words"));
    }

    [Fact]
    public void Scopes_name_the_object_unless_the_line_does()
    {
        using var scope = _scopes.Push(new Dictionary<string, object> { ["controller"] = "c", ["namespace"] = "other", ["name"] = "one", ["reconcileId"] = "r" });
        var line = Line(l => l.LogWarning("{Monitor} and {Count}", Monitor, 3));
        Assert.Equal(("team-a", "chat", "r", "c", "3"), (
            (string)line["orchestrator.namespace"]!, (string)line["orchestrator.resource.name"]!, (string)line["labels.reconcile_id"]!,
            (string)line["labels.controller"]!, (string)line["labels.count"]!));
        Assert.Equal("one", (string)Line(l => l.LogWarning("x"))["orchestrator.resource.name"]!);
    }

    [Fact]
    public void An_error_has_type_message_and_stack()
    {
        var line = Line(l => l.LogError(new InvalidOperationException("outer", new IOException("inner")), "failed"));
        Assert.Equal(("error", "System.InvalidOperationException", "outer"), ((string)line["log.level"]!, (string)line["error.type"]!, (string)line["error.message"]!));
        Assert.Contains("inner", (string)line["error.stack_trace"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_stands_in_it_it_is_one_line_of_JSON()
    {
        var text = "a\nb\r\u001b[31m\u2028\"{}\ud800 level=error";
        var line = Line(l => l.LogInformation("{Text} {Text}", text, text));
        Assert.StartsWith("a\nb", (string)line["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_is_in_the_document_and_the_samples_of_the_document_have_no_others()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "logging.md"));
        var listed = Row().Matches(document).SelectMany(m => m.Groups[1].Value.Split(", ").Select(f => f.Trim('`'))).ToHashSet();
        var lines = Sample().Matches(document).SelectMany(m => m.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(l => JsonNode.Parse(l)!.AsObject()).ToList();
        Assert.NotEmpty(lines);
        lines.Add(Line(l => l.Log(LogLevel.Error, new EventId(1, "scale"), new IOException("x"), "{Monitor} {DecisionId} {Reason} {From} {To}", Monitor, "d", "r", 1, 2)));
        Assert.Empty(lines.SelectMany(l => l.Select(f => f.Key)).Where(f => !f.StartsWith("labels.", StringComparison.Ordinal)).Except(listed));
        Assert.Empty(listed.Where(f => f != "labels.*").Except(lines[^1].Select(f => f.Key)));
    }

    private JsonObject Line(Action<ILogger> log)
    {
        using var output = new StringWriter();
        log(new Logger(_formatter, _scopes, output));
        var text = output.ToString();
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        return JsonNode.Parse(text)!.AsObject();
    }

    [GeneratedRegex(@"^\| (`[^|]+`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();

    private sealed class Logger(EcsFormatter formatter, IExternalScopeProvider scopes, TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
            formatter.Write(new LogEntry<TState>(logLevel, "ModelMonitor.Test", eventId, state, exception, format), scopes, output);
    }
}
