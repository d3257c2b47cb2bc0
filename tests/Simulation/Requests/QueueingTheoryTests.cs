using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

/// <summary>A pod of one sequence is the queue with one server that theory has formulas for.</summary>
public sealed class QueueingTheoryTests
{
    // A prompt of 1,000 tokens is one tenth of a second of service; half a million requests make chance small.
    private static readonly ServiceModelOptions _single = new()
    {
        MaxSequences = 1,
        PrefillTokensPerSecond = 10_000,
        StepBase = TimeSpan.FromMilliseconds(1),
        StepPerSequence = TimeSpan.Zero,
    };

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Time_to_first_token_of_exponential_prompts_is_exponential(double load)
    {
        // M/M/1: the sojourn time is exponential with rate mu - lambda. One token, so that the prefill is all the service.
        var prompts = Enumerable.Range(0, 2000).Select(i => new RequestSize((int)Math.Round(-1000 * Math.Log(1 - ((i + 0.5) / 2000))), 1));
        var mean = 0.1 / (1 - load);
        var result = RequestSimulation.Run(
            Scene.Steady(10 * load, 20 * 60), new RequestSizes(prompts),
            Scene.Pods(1) with { Pod = _single, FirstTokenBound = Scene.S(2 * mean) }, new ScriptedPolicy(1, 60));

        Assert.Equal(load * 720_000, result.Requests, 0.01 * load * 720_000);
        Assert.Equal(Math.Exp(-2), result.BadShare, 0.05 * Math.Exp(-2));
        Assert.Equal(Math.Log(100) * mean, result.FirstTokenP99, 0.05 * Math.Log(100) * mean);
    }

    [Theory]
    [InlineData(400, 400)] // M/D/1
    [InlineData(100, 700)] // a service time of two values
    [InlineData(0, 1600)]
    public void The_mean_queue_is_the_one_of_Pollaczek_and_Khinchine(int shortPrompt, int longPrompt)
    {
        const double rate = 12;
        const int output = 11;
        var policy = new ScriptedPolicy(1, 1);
        RequestSimulation.Run(
            Scene.Steady(rate, 12 * 60), new RequestSizes([new(shortPrompt, output), new(longPrompt, output), new(shortPrompt, output)]),
            Scene.Pods(1) with { Pod = _single, ScrapeInterval = Scene.S(1) }, policy);

        double[] service = [.. new[] { shortPrompt, longPrompt, shortPrompt }.Select(p => (p / 10_000.0) + (10 * 0.001))];
        var busy = rate * service.Average();
        var expected = rate * rate * service.Average(s => s * s) / (2 * (1 - busy));
        var known = policy.Shown.Where(s => s.Seen.IsKnown).Select(s => s.Seen).ToList();
        Assert.Equal(expected, known.Average(s => s.Waiting), 0.05 * expected);
        Assert.Equal(busy, known.Average(s => s.Running), 0.02);
        Assert.Equal(busy, known.Average(s => s.GpuUse), 0.02);
    }
}
