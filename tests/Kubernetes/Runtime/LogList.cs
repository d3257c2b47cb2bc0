using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>Keeps what was logged, and the scopes it was logged in.</summary>
internal sealed class LogList : ILogger
{
    private readonly AsyncLocal<IReadOnlyDictionary<string, object>?> _scope = new();

    public ConcurrentQueue<(LogLevel Level, string Text, IReadOnlyDictionary<string, object>? Scope)> Lines { get; } = new();

    public IEnumerable<string> Warnings => Lines.Where(l => l.Level >= LogLevel.Warning).Select(l => l.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _scope.Value = state as IReadOnlyDictionary<string, object>;
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception), _scope.Value));
}
