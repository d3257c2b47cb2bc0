namespace ModelMonitor.Cli.Checking;

/// <summary>States of a Nagios plugin; the numbers are its exit codes.</summary>
internal enum CheckLevel
{
    /// <summary>All is well.</summary>
    OK = 0,

    /// <summary>Something wants a look.</summary>
    WARNING = 1,

    /// <summary>The promise is broken, or nobody can keep it.</summary>
    CRITICAL = 2,

    /// <summary>It is not known.</summary>
    UNKNOWN = 3,
}
