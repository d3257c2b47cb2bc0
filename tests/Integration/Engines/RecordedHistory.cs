using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>Writes what a Prometheus would hold of recordings that have been there for a while: long windows need not be waited for.</summary>
internal static class RecordedHistory
{
    private const int Samples = 360;

    /// <summary>The samples, as OpenMetrics with timestamps.</summary>
    /// <param name="unixMilliseconds">The moment of the recordings, where the history ends.</param>
    /// <param name="jobOf">The job that scrapes a recording.</param>
    public static string Text(long unixMilliseconds, Func<Recording, string> jobOf)
    {
        var text = new StringBuilder();
        foreach (var recording in Recording.All)
        {
            if (recording.History is not { } history) continue;
            // As Prometheus would store them: with the labels of the scrape where the series have none of that name.
            var scraped = recording.ScrapeLabels.Append(new("job", jobOf(recording))).Append(new("instance", $"{recording.Engine}/{recording.Version}"));
            var labels = string.Concat(scraped.Select(l => $",{l.Key}=\"{l.Value}\""));
            var step = Math.Max(1, (int)(history.TotalSeconds / Samples));
            foreach (var sample in recording.Samples)
            {
                var series = sample.Series.Contains('{') ? sample.Series[..^1] + labels + "}" : $"{sample.Series}{{{labels[1..]}}}";
                for (var seconds = -(int)history.TotalSeconds; seconds < 0; seconds += step)
                    text.Append(CultureInfo.InvariantCulture, $"{series} {sample.At(seconds):R} {(unixMilliseconds / 1000.0) + seconds:F3}\n");
            }
        }

        return text.Append("# EOF\n").ToString();
    }
}
