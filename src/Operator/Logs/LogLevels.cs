using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Operator.Logs;

/// <summary>Which lines are logged; can be changed while the process runs.</summary>
/// <remarks>
/// <b>Guarantees</b>: safe for concurrent use; a line is judged by one set of levels. <b>Caveats</b>: a level of the command line counts until
/// the configuration's levels change.
/// </remarks>
public sealed class LogLevels
{
    /// <summary>What is not the operator's own code is of interest when it warns.</summary>
    private const LogLevel Others = LogLevel.Warning;

    private const string Own = "ModelMonitor";

    private LoggingConfiguration _configured;
    private volatile Table _table;

    /// <summary>Takes the levels of the start.</summary>
    /// <param name="configured">The configuration's.</param>
    /// <param name="flag">The command line's instead of <see cref="LoggingConfiguration.Level"/>; null when it says nothing.</param>
    public LogLevels(LoggingConfiguration configured, LogLevel? flag = null) => (_configured, _table) = (configured, new(flag ?? LevelOf(configured.Level), configured.Levels));

    /// <summary>Takes the levels of a changed configuration; nothing happens where they are what they were.</summary>
    /// <param name="configured">The configuration's.</param>
    public void Use(LoggingConfiguration configured)
    {
        var before = Interlocked.Exchange(ref _configured, configured);
        var areSame = before.Level == configured.Level && before.Levels.Count == configured.Levels.Count
            && before.Levels.All(l => configured.Levels.TryGetValue(l.Key, out var level) && level == l.Value);
        if (!areSame) _table = new(LevelOf(configured.Level), configured.Levels);
    }

    /// <summary>Whether a line is logged.</summary>
    /// <param name="category">Who wants to log.</param>
    /// <param name="level">How severe it is.</param>
    public bool IsEnabled(string? category, LogLevel level)
    {
        var least = _table.LeastOf(category ?? "");
        return level >= least && least != LogLevel.None;
    }

    private static LogLevel LevelOf(string name) => Enum.Parse<LogLevel>(name);

    private sealed class Table(LogLevel level, IDictionary<string, string> levels)
    {
        private readonly ConcurrentDictionary<string, LogLevel> _known = new();

        public LogLevel LeastOf(string category) => _known.GetOrAdd(category, Find);

        private LogLevel Find(string category)
        {
            var nearest = levels.Keys.Where(name => Covers(name, category)).MaxBy(name => name.Length);
            if (nearest is not null) return LevelOf(levels[nearest]);
            return Covers(Own, category) || level > Others ? level : Others;
        }

        private static bool Covers(string name, string category) =>
            category.StartsWith(name, StringComparison.Ordinal) && (category.Length == name.Length || category[name.Length] == '.');
    }
}
