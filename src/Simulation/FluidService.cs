namespace ModelMonitor.Simulation;

/// <summary>
/// Equal pods under one load, as flows of requests in steps of one second. Each second, of <c>n</c> pods with <c>R</c> sequences in
/// decoding and a queue <c>W</c>:
/// <code>
/// admitted  x = min(W + arrivals, n / prefill, what fits the free sequences)      prefill comes first and alone
/// decoding  µ = (1 − x·prefill/n) / (step(R/n) · tokens)                          per sequence and second
/// R' = (R + x) / (1 + µ)      finished = µ·R'      W' = W + arrivals − x
/// </code>
/// (backward Euler: in a steady state exact, and never below zero however short requests are). The queue is first come, first served:
/// its wait is added to what <see cref="FirstTokenTable"/> says of chance.
/// </summary>
internal sealed class FluidService
{
    // In a backlog all pods are busy and waiting is the queue's; what chance adds is that of a load without one.
    private const double BacklogLoad = 0.7;

    // Places and weights of a normal distribution in five points (Gauss and Hermite).
    private static readonly (double Place, double Weight)[] s_normal =
        [(-2.8570, 0.01126), (-1.3556, 0.22208), (0, 0.53333), (1.3556, 0.22208), (2.8570, 0.01126)];

    private readonly FirstTokenTable _table;
    private readonly ServiceModelOptions _pod;
    private readonly FluidRecorder _recorder;
    private readonly double _prefill;
    private readonly double _spread;
    private readonly double _loadMemory;
    private readonly double _tokens;
    private readonly float[] _within;
    private readonly float[] _calm;
    private readonly float[] _late;
    private readonly List<double> _arrived;
    private float[][] _rows = [];
    private int _rowsOf = -1;
    private double _load = -1;
    private double _decoding;
    private double _draining;
    private double _queue;
    private int _backlog;
    private int _head;
    private double _headTaken;

    public FluidService(SimulationOptions options, RequestSizes sizes, FirstTokenTable table, FluidRecorder recorder, int seconds)
    {
        (_table, _pod, _recorder) = (table, options.Pod, recorder);
        _prefill = Math.Max(1e-9, sizes.MeanPrompt / options.Pod.PrefillTokensPerSecond);
        var variance = sizes.All.Average(size => Math.Pow(size.Prompt - sizes.MeanPrompt, 2));
        _spread = variance / Math.Max(1, sizes.MeanPrompt) / options.Pod.PrefillTokensPerSecond;
        _tokens = Math.Max(1e-9, sizes.MeanOutput - 1);
        // The table tells of lasting loads; pods need the time of a few requests to be as busy as a load makes them.
        _loadMemory = Math.Max(1, 3 * (_prefill + (_tokens * StepSeconds(_pod.MaxSequences / 2.0))));
        _within = new float[table.Edges.Length];
        _calm = new float[table.Edges.Length];
        _late = new float[table.Edges.Length];
        _arrived = new(seconds);
    }

    /// <summary>Ready pods go, and take with them what they work on.</summary>
    /// <param name="gone">How many.</param>
    /// <param name="before">Ready pods there were.</param>
    /// <returns>Seconds until the last of their requests is done, as estimated: the longest of k exponential times is ln k + 0.58 means.</returns>
    public int Leave(int gone, int before)
    {
        var taken = _decoding * gone / before;
        _decoding -= taken;
        _draining += taken;
        var each = taken / gone;
        // No new prompt stalls them any more.
        return each < 0.01 ? 1 : 1 + (int)Math.Ceiling(_prefill + (StepSeconds(each) * _tokens * (Math.Log(each + 1) + 0.58)));
    }

    /// <summary>One second passes.</summary>
    /// <param name="second">Its number, from 0, each once.</param>
    /// <param name="arriving">Requests that arrive in it.</param>
    /// <param name="ready">Ready pods.</param>
    /// <param name="strength">The same, less what slow ones lack.</param>
    public FluidFlow Step(int second, double arriving, int ready, double strength)
    {
        _arrived.Add(arriving);
        _load = _load < 0 ? arriving : _load + ((arriving - _load) / _loadMemory);
        var flow = new FluidFlow();
        if (ready <= 0)
        {
            _queue += arriving;
            flow.Waiting = _queue;
            return flow;
        }

        var step = StepSeconds(Math.Min(_pod.MaxSequences, (_decoding / strength) + 1));
        var most = MostAdmitted(strength);
        var admitted = Math.Min(_queue + arriving, most);
        var reading = Math.Min(1, admitted * _prefill / strength);
        var rate = (1 - reading) / (step * _tokens);
        var before = _decoding;
        _decoding = (_decoding + admitted) / (1 + rate);
        flow.Decoding = _decoding;
        flow.Decoded = rate * _decoding * _tokens;
        flow.Completed = before + admitted - _decoding + (_draining - (_draining /= 1 + (1 / (step * _tokens))));

        flow.Judged = admitted;
        flow.Bad = Judge(second, arriving, admitted, most, ready, strength, out var waitingByChance);
        _queue = Math.Max(0, _queue + arriving - admitted);
        _backlog = _queue > 0 ? _backlog + 1 : 0;
        flow.Running = Math.Min(_decoding + (admitted * _prefill), (double)_pod.MaxSequences * ready);
        flow.Waiting = _queue + (waitingByChance * ready);
        return flow;
    }

    /// <summary>Requests that are still in the queue, by the second in which they arrived.</summary>
    public IEnumerable<(int Second, double Requests)> Left()
    {
        for (var second = _head; second < _arrived.Count; second++)
            yield return (second, _arrived[second] - (second == _head ? _headTaken : 0));
    }

    /// <summary>
    /// What prefill, and then free sequences, allow. Where all sequences are taken, <c>x</c> solves
    /// <c>R + x = cap · (1 + (1 − x·prefill/n) / (step · tokens))</c>.
    /// </summary>
    private double MostAdmitted(double strength)
    {
        var cap = _pod.MaxSequences * strength;
        var decode = 1 / (StepSeconds(_pod.MaxSequences) * _tokens);
        var bySequences = ((cap * (1 + decode)) - _decoding) / (1 + (cap * decode * _prefill / strength));
        return Math.Max(0, Math.Min(strength / _prefill, bySequences));
    }

    private double Judge(int second, double arriving, double admitted, double most, int ready, double strength, out double waiting)
    {
        if (_rowsOf != ready) (_rows, _rowsOf) = (_table.For(ready), ready);
        waiting = _table.Read(_rows, _load / strength, _within);
        if (_queue <= 0 && admitted >= arriving)
        {
            (_head, _headTaken) = (second + 1, 0);
            _recorder.Add(second, second, admitted, _within);
            return admitted * (1 - _within[_table.Bound]);
        }

        _table.Read(_rows, Math.Min(_load / strength, BacklogLoad * _table.Saturation), _calm);
        var (bad, left) = (0.0, admitted);
        while (left > 1e-12 && _head <= second)
        {
            var cohort = _arrived[_head];
            var part = Math.Min(left, cohort - _headTaken);
            if (part > 0)
            {
                var served = second + ((admitted - left + (part / 2)) / most);
                Delay(served - (_head + ((_headTaken + (part / 2)) / cohort)));
                _recorder.Add(_head, second, part, _late);
                bad += part * (1 - _late[_table.Bound]);
                left -= part;
                _headTaken += part;
            }

            if (_headTaken >= cohort - 1e-12) (_head, _headTaken) = (_head + 1, 0);
        }

        return bad;
    }

    /// <summary>
    /// A first token is within a time when chance alone lets it, and the queue and a calm pod's chance do. In a backlog the router
    /// gives all pods equally many requests, not equally long ones: the wait of one is the sum of all prefills that its pod was
    /// given since the backlog began (no more than it has sequences: those that finish even it out), normal around the mean.
    /// </summary>
    private void Delay(double seconds)
    {
        if (seconds <= 0)
        {
            _within.CopyTo(_late, 0);
            return;
        }

        Array.Clear(_late);
        var deviation = Math.Sqrt((seconds + Math.Min(_backlog, _pod.MaxSequences * _prefill)) * _spread);
        foreach (var (place, weight) in s_normal) AddDelayed(Math.Max(0, seconds + (place * deviation)), (float)weight);
        for (var e = 0; e < _late.Length; e++) _late[e] = Math.Min(_within[e], _late[e]);
    }

    private void AddDelayed(double seconds, float weight)
    {
        var edges = _table.Edges;
        var low = -1; // the last edge that is not above (edge e − wait)
        for (var e = 0; e < edges.Length; e++)
        {
            var time = edges[e] - seconds;
            while (low + 1 < edges.Length && edges[low + 1] <= time) low++;
            if (low < 0) continue;
            _late[e] += weight * (low + 1 >= edges.Length
                ? _calm[low]
                : _calm[low] + ((_calm[low + 1] - _calm[low]) * (float)((time - edges[low]) / (edges[low + 1] - edges[low]))));
        }
    }

    private double StepSeconds(double batch) => _pod.StepBase.TotalSeconds + (batch * _pod.StepPerSequence.TotalSeconds);
}
