using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>Which series of a pod are kept: one metric, perhaps only with certain labels. One instance per preset and metric.</summary>
/// <param name="name">The metric's name as exposed, with a histogram's suffix.</param>
/// <param name="matches">Whether a series' labels are wanted.</param>
/// <param name="modelLabel">The label that holds the model's name, or null.</param>
/// <param name="rankLabels">Labels that tell apart series of one pod and model which belong together.</param>
internal sealed class SeriesSelector(string name, Func<ExpositionLabels, bool> matches, byte[]? modelLabel, byte[][] rankLabels)
{
    /// <summary>The metric's name as exposed.</summary>
    public string Name => name;

    /// <summary>Whether a series of that name is wanted.</summary>
    public bool Matches(ExpositionLabels labels) => matches(labels);

    /// <summary>The series' model, UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> ModelOf(ExpositionLabels labels) => modelLabel is null ? [] : labels.Find(modelLabel);

    /// <summary>The series' rank: equal where no rank label tells two series apart.</summary>
    public string RankOf(ExpositionLabels labels) =>
        rankLabels.Length == 0 ? "" : string.Join('\n', rankLabels.Select(l => Encoding.UTF8.GetString(labels.Find(l))));
}
