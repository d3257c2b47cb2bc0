using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Benchmarks.Runtime;

/// <summary>What one run with a number of monitors gave.</summary>
internal sealed record RuntimeFigures(int Monitors)
{
    /// <summary>Memory before there is any monitor.</summary>
    public ProcessMemory Idle { get; set; }

    /// <summary>Seconds until the last monitor was created.</summary>
    public double CreatedAfter { get; set; }

    /// <summary>Seconds until the last monitor's status said that it is judged.</summary>
    public double JudgedAfter { get; set; }

    /// <summary>Seconds from the start of a new process until it has judged all.</summary>
    public double JudgedAfterRestart { get; set; }

    /// <summary>Memory in steady state after the apply.</summary>
    public ProcessMemory Steady { get; set; }

    /// <summary>Memory in steady state after the restart.</summary>
    public ProcessMemory Restarted { get; set; }

    /// <summary>Requests from the first process's start until all were judged.</summary>
    public IReadOnlyList<ApiCall> Apply { get; set; } = [];

    /// <summary>Requests of the new process until all were judged.</summary>
    public IReadOnlyList<ApiCall> Restart { get; set; } = [];

    /// <summary>Requests in steady state.</summary>
    public IReadOnlyList<ApiCall> Calm { get; set; } = [];

    /// <summary>How long steady state was watched, in seconds.</summary>
    public double CalmSeconds { get; set; }

    /// <summary>Time in the queue while applying: median and 99th percentile, in seconds.</summary>
    public (double P50, double P99) ApplyQueue { get; set; }

    /// <summary>The same in steady state.</summary>
    public (double P50, double P99) CalmQueue { get; set; }
}
