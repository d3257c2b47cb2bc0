using System.Globalization;

namespace ModelMonitor.ModelServer.Load;

/// <summary>Requests a second over time: steps that each hold until the next one, and an end.</summary>
public sealed class LoadShape
{
    private readonly (TimeSpan At, double Rate)[] _steps;

    private LoadShape(TimeSpan duration, IEnumerable<(TimeSpan At, double Rate)> steps)
    {
        _steps = [.. steps];
        Duration = duration;
        if (duration <= TimeSpan.Zero || _steps.Length == 0 || _steps[0].At != TimeSpan.Zero)
            throw new ArgumentException("a load shape lasts some time and begins with a step at 0");
        for (var i = 0; i < _steps.Length; i++)
        {
            if (!(_steps[i].Rate >= 0 && double.IsFinite(_steps[i].Rate)))
                throw new ArgumentException($"{_steps[i].Rate} requests/s at {_steps[i].At.TotalSeconds} s: must be 0 or more and finite");
            if (i > 0 && _steps[i].At <= _steps[i - 1].At)
                throw new ArgumentException($"times must increase, but {_steps[i].At.TotalSeconds} s follows {_steps[i - 1].At.TotalSeconds} s");
        }
    }

    /// <summary>When the last arrivals come.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The same rate all the time.</summary>
    public static LoadShape Constant(double rate, TimeSpan duration) => new(duration, [(TimeSpan.Zero, rate)]);

    /// <summary>Rates that each hold from their time until the next one's; the first time is 0.</summary>
    public static LoadShape Steps(TimeSpan duration, params IEnumerable<(TimeSpan At, double Rate)> steps) => new(duration, steps);

    /// <summary>
    /// Lines of <c>t_s,rps</c> under a header (further columns are left aside). The last step lasts as long as the one before it,
    /// unless a duration is given.
    /// </summary>
    /// <exception cref="FormatException">A line is not two numbers.</exception>
    public static LoadShape ReadCsv(string file, TimeSpan? duration = null)
    {
        var steps = File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(Parse).ToList();
        if (duration is null && steps.Count < 2) throw new FormatException($"{file}: fewer than two lines do not tell how long they last");
        return new(duration ?? (2 * steps[^1].At) - steps[^2].At, steps);
    }

    /// <summary>The same shape with other rates, or played faster (0.1 as time factor plays an hour in six minutes).</summary>
    public LoadShape Scale(double rateFactor, double timeFactor) =>
        new(Duration * timeFactor, _steps.Select(s => (s.At * timeFactor, s.Rate * rateFactor)));

    /// <summary>The rate at a time; 0 from the end on.</summary>
    public double RateAt(TimeSpan time) => time >= Duration ? 0 : _steps.LastOrDefault(s => s.At <= time).Rate;

    /// <summary>
    /// Arrival times of a Poisson process with this rate, drawn one by one: an exponential amount of "expected arrivals" is used up
    /// along the steps, which is exact for a rate that changes.
    /// </summary>
    public IEnumerable<TimeSpan> Arrivals(Random random)
    {
        var now = 0.0;
        var step = 0;
        while (true)
        {
            var left = -Math.Log(1 - random.NextDouble());
            while (true)
            {
                var end = step + 1 < _steps.Length ? Math.Min(_steps[step + 1].At.TotalSeconds, Duration.TotalSeconds) : Duration.TotalSeconds;
                var expected = Math.Max(0, end - now) * _steps[step].Rate;
                if (left < expected)
                {
                    now += left / _steps[step].Rate;
                    break;
                }

                left -= expected;
                now = end;
                step++;
                if (step == _steps.Length || now >= Duration.TotalSeconds) yield break;
            }

            yield return TimeSpan.FromSeconds(now);
        }
    }

    private static (TimeSpan At, double Rate) Parse(string line)
    {
        var cells = line.Split(',');
        return cells.Length >= 2
            && double.TryParse(cells[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var at)
            && double.TryParse(cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            ? (TimeSpan.FromSeconds(at), rate)
            : throw new FormatException($"'{line}' is not t_s,rps");
    }
}
