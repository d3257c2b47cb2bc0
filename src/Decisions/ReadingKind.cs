namespace ModelMonitor.Decisions;

/// <summary>What is known of a signal.</summary>
public enum ReadingKind
{
    /// <summary>Not known; the reading says why.</summary>
    Unknown,

    /// <summary>Known to be zero: series were there and said so.</summary>
    Zero,

    /// <summary>A finite number.</summary>
    Value,
}
