namespace ModelMonitor.Operator.Monitoring;

/// <summary>How an object stands that is to be there, or not.</summary>
internal enum WrittenState
{
    /// <summary>It is there as it is wanted, and ours.</summary>
    Present,

    /// <summary>None of ours is there.</summary>
    Absent,

    /// <summary>Somebody else has an object of this name, which is left alone.</summary>
    Foreign,

    /// <summary>The right to read or write it is missing.</summary>
    Forbidden,

    /// <summary>The server refused or could not be asked; it is tried again.</summary>
    Failed,
}
