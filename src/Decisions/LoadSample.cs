namespace ModelMonitor.Decisions;

/// <summary>The load at one moment, known in all its parts.</summary>
/// <param name="Time">When it was sampled.</param>
/// <param name="Running">Requests being worked on.</param>
/// <param name="Waiting">Requests waiting.</param>
/// <param name="Completed">Requests finished per second, over the window that ends at <paramref name="Time"/>.</param>
/// <param name="Ready">Ready pods that carried it, above 0.</param>
/// <param name="Coverage">Share of them that reported, 0 to 1.</param>
/// <param name="InterToken">Mean seconds between two tokens; 0 when not known.</param>
/// <param name="OutputTokens">Tokens generated per second; 0 when not known.</param>
internal readonly record struct LoadSample(
    DateTimeOffset Time, double Running, double Waiting, double Completed, int Ready, double Coverage, double InterToken, double OutputTokens)
{
    public double Present => Running + Waiting;

    public double Concurrency => Running / Ready;

    public bool IsFull => Waiting / Ready >= Constants.WaitingWhenFull;

    public bool IsIdle => Running == 0 && Waiting == 0 && Completed == 0;
}
