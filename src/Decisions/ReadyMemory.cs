namespace ModelMonitor.Decisions;

/// <summary>What is remembered of the ready pods: how many, and when their number last grew.</summary>
internal readonly record struct ReadyMemory(int? Ready, DateTimeOffset? GrewAt)
{
    public ReadyMemory Next(int ready, DateTimeOffset now) => new(ready, ready > Ready ? now : GrewAt);
}
