using System.Globalization;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Cluster;

/// <summary>Durations as flags of kubectl and of Nagios plugins take them.</summary>
internal static class Durations
{
    /// <summary>Reads whole seconds (<c>30</c>) or a Go duration (<c>1m30s</c>).</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration, 0 or more.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return GoDuration.TryParse(text, out duration);
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
