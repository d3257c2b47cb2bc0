namespace ModelMonitor.Metrics;

/// <summary>A preset file cannot be used. The message names the file, the line and the field.</summary>
/// <param name="file">The file's name.</param>
/// <param name="line">Line, from 1.</param>
/// <param name="field">Path of the field, such as <c>signals.waiting.gauge</c>; empty for the file as a whole.</param>
/// <param name="problem">What is wrong.</param>
public sealed class EnginePresetException(string file, long line, string field, string problem)
    : Exception($"{file}:{line}: {(field.Length > 0 ? field + ": " : "")}{problem}")
{
    /// <summary>The file's name.</summary>
    public string File { get; } = file;

    /// <summary>Line, from 1.</summary>
    public long Line { get; } = line;

    /// <summary>Path of the field; empty for the file as a whole.</summary>
    public string Field { get; } = field;
}
