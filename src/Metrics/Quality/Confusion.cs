namespace ModelMonitor.Metrics;

/// <summary>Counts of right and wrong predictions of two classes. A ratio without events is unknown (null), never 0.</summary>
/// <remarks>Definitions: any textbook on classification; F1 = 2 TP / (2 TP + FP + FN).</remarks>
/// <param name="TruePositives">Positives found.</param>
/// <param name="FalsePositives">Negatives called positive.</param>
/// <param name="TrueNegatives">Negatives called negative.</param>
/// <param name="FalseNegatives">Positives missed.</param>
public readonly record struct Confusion(double TruePositives, double FalsePositives, double TrueNegatives, double FalseNegatives)
{
    /// <summary>All predictions.</summary>
    public double Count => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    /// <summary>Share of predictions that were right.</summary>
    public double? Accuracy => Ratio(TruePositives + TrueNegatives, Count);

    /// <summary>Share of positive predictions that were right.</summary>
    public double? Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of positives that were found.</summary>
    public double? Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>.</summary>
    public double? F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    private static double? Ratio(double part, double all) => all > 0 ? part / all : null;
}
