using System.Collections.Concurrent;

namespace ModelMonitor.Simulation;

/// <summary>
/// How long the first token takes below saturation, by load and number of pods: what queues by chance add to a prompt's own time.
/// Measured once from <see cref="ServiceModel"/> behind a least-outstanding router with Poisson arrivals, always with the same seed.
/// </summary>
/// <remarks>
/// Guarantees: the same arguments give the same table on every machine. A higher load never shows a better distribution. Safe from
/// any number of threads.
/// </remarks>
internal sealed class FirstTokenTable
{
    // The closer to saturation, the longer a queue remembers, and the more requests a mean takes.
    private const double RequestsAtNoLoad = 5_000;
    private const int FewestRequests = 20_000;

    // Pods that are measured; between them the logarithm is interpolated, beyond them the last counts: chance evens out.
    private static readonly int[] s_pods = [1, 2, 4, 8, 16, 32, 64];

    // Shares of the saturation rate. Above the last, queues take longer to build up than a load stays the same.
    private static readonly double[] s_loads = [0.02, 0.15, 0.3, 0.42, 0.52, 0.6, 0.67, 0.74, 0.8, 0.85, 0.9, 0.94, 0.97];

    private static readonly ConcurrentDictionary<(ServiceModelOptions, RequestSizes, TimeSpan), FirstTokenTable> s_measured = new();

    private readonly ServiceModelOptions _pod;
    private readonly RequestSizes _sizes;
    private readonly Lazy<float[][]>[] _levels;
    private readonly ConcurrentDictionary<int, float[][]> _byPods = new();

    private FirstTokenTable(ServiceModelOptions pod, RequestSizes sizes, TimeSpan bound)
    {
        (_pod, _sizes) = (pod, sizes);
        Saturation = pod.SaturationRate(sizes.MeanPrompt, sizes.MeanOutput);
        var edges = new SortedSet<double> { bound.TotalSeconds };
        for (var edge = 0.02; edge < 200; edge *= 1.4) edges.Add(edge);
        Edges = [.. edges];
        Bound = Array.IndexOf(Edges, bound.TotalSeconds);
        _levels = [.. s_pods.Select((_, level) => new Lazy<float[][]>(() => Measure(level)))];
    }

    /// <summary>The table of a kind of pod and of requests; measured at the first use of each number of pods.</summary>
    public static FirstTokenTable Of(ServiceModelOptions pod, RequestSizes sizes, TimeSpan bound) =>
        s_measured.GetOrAdd((pod, sizes, bound), static key => new(key.Item1, key.Item2, key.Item3));

    /// <summary>Seconds at which distributions are given, ascending; the bound is one of them.</summary>
    public double[] Edges { get; }

    /// <summary>Where the bound is among the edges.</summary>
    public int Bound { get; }

    /// <summary>Requests per second that a pod finishes at most.</summary>
    public double Saturation { get; }

    /// <summary>What <see cref="Read"/> needs for a number of pods.</summary>
    /// <param name="pods">1 or more.</param>
    public float[][] For(int pods) => _byPods.GetOrAdd(pods, Interpolate);

    /// <summary>
    /// Writes the share of requests that have their first token within each edge, and gives how many requests wait on one pod, on
    /// average.
    /// </summary>
    /// <param name="rows">What <see cref="For"/> gave.</param>
    /// <param name="load">Requests per second and pod.</param>
    /// <param name="within">As long as there are edges.</param>
    public double Read(float[][] rows, double load, Span<float> within)
    {
        var share = Math.Clamp(load / Saturation, s_loads[0], s_loads[^1]);
        var i = 0;
        while (i < s_loads.Length - 2 && s_loads[i + 1] < share) i++;
        var t = (float)((share - s_loads[i]) / (s_loads[i + 1] - s_loads[i]));
        var (low, high) = (rows[i], rows[i + 1]);
        for (var e = 0; e < within.Length; e++) within[e] = low[e] + (t * (high[e] - low[e]));
        return low[^1] + (t * (high[^1] - low[^1]));
    }

    private float[][] Interpolate(int pods)
    {
        var level = 0;
        while (level < s_pods.Length - 2 && s_pods[level + 1] < pods) level++;
        var t = Math.Clamp(Math.Log((double)pods / s_pods[level]) / Math.Log((double)s_pods[level + 1] / s_pods[level]), 0, 1);
        var (few, many) = (_levels[level].Value, _levels[level + 1].Value);
        return [.. few.Zip(many, (a, b) => a.Select((_, e) => e == Edges.Length ? (float)(a[e] + (t * (b[e] - a[e]))) : Between(a[e], b[e], t)).ToArray())];
    }

    // Late requests become fewer by a factor with each doubling of the pods, not by a difference.
    private static float Between(float few, float many, double t) => (float)(1 - (Math.Pow(1 - few, 1 - t) * Math.Pow(1 - many, t)));

    private float[][] Measure(int level)
    {
        var rows = new float[s_loads.Length][];
        Parallel.For(0, rows.Length, i => rows[i] = Measure(s_pods[level], s_loads[i] * Saturation, (level * 100) + i));
        // What the few rare requests of a cell get wrong by chance must not make a higher load look better.
        for (var i = 1; i < rows.Length; i++)
        {
            for (var e = 0; e < Edges.Length; e++) rows[i][e] = Math.Min(rows[i][e], rows[i - 1][e]);
            rows[i][^1] = Math.Max(rows[i][^1], rows[i - 1][^1]);
        }

        return rows;
    }

    private float[] Measure(int pods, double load, int seed)
    {
        var requests = (int)Math.Max(FewestRequests, RequestsAtNoLoad / (1 - (load / Saturation)));
        var random = new SeededRandom(seed);
        var seen = new FirstTokens(warmUp: TimeSpan.FromSeconds(0.1 * requests / (load * pods)));
        var servers = Enumerable.Range(0, pods).Select(_ => new ServiceModel(_pod, seen)).ToArray();
        var now = TimeSpan.Zero;
        for (var i = 0; i < requests; i++)
        {
            now += TimeSpan.FromSeconds(random.Exponential() / (load * pods));
            var size = _sizes.At(random.Double());
            if (servers[0].Fits(size.Prompt, size.Output)) LeastBusy(servers, now, random).Submit(now, size.Prompt, size.Output);
        }

        foreach (var server in servers) server.Advance(now + TimeSpan.FromDays(1));
        seen.Times.Sort();
        var row = new float[Edges.Length + 1];
        var within = 0;
        for (var e = 0; e < Edges.Length; e++)
        {
            while (within < seen.Times.Count && seen.Times[within] <= Edges[e]) within++;
            row[e] = (float)within / Math.Max(1, seen.Times.Count);
        }

        // Little's law: waiting = rate · mean time in the queue.
        row[^1] = (float)(load * seen.Waited / Math.Max(1, seen.Times.Count));
        return row;
    }

    private static ServiceModel LeastBusy(ServiceModel[] servers, TimeSpan now, SeededRandom random)
    {
        var start = random.Int(servers.Length);
        ServiceModel? best = null;
        for (var i = 0; i < servers.Length; i++)
        {
            var server = servers[(start + i) % servers.Length];
            server.Advance(now);
            if (best is null || server.Running + server.Waiting < best.Running + best.Waiting) best = server;
        }

        return best!;
    }

    private sealed class FirstTokens(TimeSpan warmUp) : IServiceObserver
    {
        public List<double> Times { get; } = [];

        public double Waited { get; private set; }

        public void FirstToken(ServiceRequest request)
        {
            if (request.ArrivedAt < warmUp) return;
            Times.Add((request.FirstTokenAt!.Value - request.ArrivedAt).TotalSeconds);
            Waited += (request.ScheduledAt!.Value - request.ArrivedAt).TotalSeconds;
        }

        public void Decoded(long tokens, TimeSpan gap)
        {
        }

        public void Finished(ServiceRequest request)
        {
        }
    }
}
