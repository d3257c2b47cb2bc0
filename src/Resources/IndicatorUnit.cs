namespace ModelMonitor.Resources;

/// <summary>What an indicator's numbers mean, which also fixes how its bound is written.</summary>
public enum IndicatorUnit
{
    /// <summary>Seconds; the bound is a Go duration. These are the latency indicators, the only ones with a quantile.</summary>
    Seconds,

    /// <summary>A share from 0 to 1; the bound is a percentage.</summary>
    Share,

    /// <summary>A number: a count per ready pod, a rate, degrees; the bound is a number.</summary>
    Count,

    /// <summary>Whatever the objective's own query gives; the bound is a duration (then the query gives seconds), a percentage or a number.</summary>
    Custom,
}
