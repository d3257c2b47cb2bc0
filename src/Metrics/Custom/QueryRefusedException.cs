namespace ModelMonitor.Metrics;

/// <summary>A custom query is not accepted.</summary>
/// <param name="position">Where in the text, from 0.</param>
/// <param name="message">What is wrong and how to put it right.</param>
internal sealed class QueryRefusedException(int position, string message) : Exception(message)
{
    public int Position { get; } = position;
}
