namespace ModelMonitor.ModelServer.Load;

/// <summary>Lengths of prompts and answers: lognormal, each given by its mean and coefficient of variation, and cut to a range.</summary>
/// <remarks>Cutting at the longest length lowers the mean slightly; at the defaults by less than a token.</remarks>
public sealed record TokenSizes
{
    /// <summary>Mean prompt length, tokens. Above 0.</summary>
    public double PromptMean { get; init; } = 256;

    /// <summary>Standard deviation of the prompt length over its mean; 0 makes all equal.</summary>
    public double PromptVariation { get; init; } = 0.5;

    /// <summary>Mean answer length, tokens. Above 0.</summary>
    public double OutputMean { get; init; } = 48;

    /// <summary>Standard deviation of the answer length over its mean; 0 makes all equal.</summary>
    public double OutputVariation { get; init; } = 0.5;

    /// <summary>Longest prompt.</summary>
    public int PromptMax { get; init; } = 2048;

    /// <summary>Longest answer.</summary>
    public int OutputMax { get; init; } = 512;

    /// <summary>Draws the lengths of one request, each at least 1.</summary>
    public (int Prompt, int Output) Next(Random random) =>
        (Draw(random, PromptMean, PromptVariation, PromptMax), Draw(random, OutputMean, OutputVariation, OutputMax));

    private static int Draw(Random random, double mean, double variation, int max)
    {
        // If X is lognormal with log-variance s2, its squared coefficient of variation is exp(s2) - 1.
        var variance = Math.Log(1 + (variation * variation));
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var value = mean * Math.Exp((normal * Math.Sqrt(variance)) - (variance / 2));
        return (int)Math.Clamp(Math.Round(value), 1, max);
    }
}
