namespace ModelMonitor.ModelServer.Serving;

/// <summary>A histogram with vLLM's bucket edges. Not safe for use from several threads.</summary>
internal sealed class Histogram(string name, string help, double[] edges)
{
    /// <summary>Time to first token.</summary>
    public static readonly double[] FirstTokenEdges =
        [.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560];

    /// <summary>Time between tokens, and its mean over a request.</summary>
    public static readonly double[] TokenEdges =
        [.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];

    /// <summary>Whole requests and their phases.</summary>
    public static readonly double[] RequestEdges =
        [.3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];

    private readonly long[] _counts = new long[edges.Length + 1];
    private double _sum;

    public void Observe(TimeSpan value, long times = 1)
    {
        // An edge belongs to the bucket below it.
        var index = Array.BinarySearch(edges, value.TotalSeconds);
        _counts[index < 0 ? ~index : index] += times;
        _sum += value.TotalSeconds * times;
    }

    public void Write(MetricsText text)
    {
        text.Family(name, "histogram", help);
        var cumulative = 0L;
        for (var i = 0; i < edges.Length; i++)
        {
            cumulative += _counts[i];
            text.Sample($"{name}_bucket", cumulative, ("le", MetricsText.Format(edges[i])));
        }

        cumulative += _counts[^1];
        text.Sample($"{name}_bucket", cumulative, ("le", "+Inf"));
        text.Sample($"{name}_sum", _sum);
        text.Sample($"{name}_count", cumulative);
    }
}
