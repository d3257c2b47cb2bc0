namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>
/// A model server with continuous batching, as a fluid, second by second: a pod works on up to 64 requests at once, a token takes
/// 12 ms and 0.3 ms more for each of them, an answer has 200 tokens; so one pod finishes 10.3 requests a second at most. What does not
/// fit waits. Rates and quantiles are of the last minute, as a metrics source gives them.
/// </summary>
internal sealed class FluidServer(Random noise)
{
    private const int Window = 60;
    private const int Parts = 10;
    private const double Batch = 64;
    private const double Tokens = 200;

    private readonly Queue<Second> _minute = new();
    private double _present;
    private double _running;

    /// <summary>One second.</summary>
    /// <param name="arrivals">Expected in it.</param>
    /// <param name="ready">Pods.</param>
    /// <param name="elsewhere">Seconds that a request spends in something else before the engine sees it.</param>
    public void Step(double arrivals, int ready, double elsewhere)
    {
        arrivals = Math.Max(0, arrivals + (Math.Sqrt(arrivals) * Normal()));
        var (finished, started, tokens) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Parts; i++)
        {
            var waitingBefore = _present - _running;
            _present += arrivals / Parts;
            _running = Math.Min(_present, ready * Batch);
            var done = Math.Min(_present, ready == 0 ? 0 : _running / (Tokens * Token(ready)) / Parts);
            finished += done;
            tokens += ready == 0 ? 0 : _running / Token(ready) / Parts;
            _present -= done;
            _running = Math.Min(_present, ready * Batch);
            started += (arrivals / Parts) - (_present - _running - waitingBefore);
        }

        var share = ready == 0 ? 1 : _running / ready / Batch;
        var wait = (_present - _running) / Math.Max(finished, 0.01);
        var first = 0.25 + (0.5 * Math.Pow(share, 4)) + wait + elsewhere;
        var bad = wait + elsewhere > 0.75 ? 1 : 0.001 + (0.1 * Math.Pow(share, 8));
        _minute.Enqueue(new(finished, Math.Max(0, started), bad, first, ready == 0 ? 0 : Token(ready), tokens));
        if (_minute.Count > Window) _minute.Dequeue();
    }

    /// <summary>What is seen of the last minute.</summary>
    public void Fill(GoldenRow row, int ready)
    {
        if (ready == 0) return;
        var started = _minute.Sum(s => s.Started);
        row.Set("running", Math.Round(_running));
        row.Set("waiting", Math.Round(_present - _running));
        row.Set("completed", _minute.Average(s => s.Finished));
        row.Set("good", _minute.Average(s => s.Started * (1 - s.Bad)));
        row.Set("total", started / _minute.Count);
        row.Set("p95", Quantile(started * 0.95));
        row.Set("inter_token", _minute.Average(s => s.Token));
        row.Set("output_tokens", Math.Round(_minute.Average(s => s.Tokens)));
    }

    private double Token(int ready) => 0.012 + (0.0003 * _running / ready);

    private double Quantile(double left)
    {
        foreach (var second in _minute.OrderBy(s => s.First))
        {
            left -= second.Started;
            if (left <= 0) return second.First;
        }

        return 0;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - noise.NextDouble())) * Math.Cos(2 * Math.PI * noise.NextDouble());

    private readonly record struct Second(double Finished, double Started, double Bad, double First, double Token, double Tokens);
}
