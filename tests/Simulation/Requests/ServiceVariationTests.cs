using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

/// <summary>What makes steps of the same batch differ: the cache, noise, a slow machine.</summary>
public sealed class ServiceVariationTests
{
    private static readonly ServiceModelOptions _flat = new() { StepBase = Ms(10), StepPerSequence = TimeSpan.Zero };

    [Fact]
    public void A_step_takes_longer_the_more_tokens_are_in_the_cache()
    {
        var log = new EventLog();
        var model = new ServiceModel(_flat with { StepPerThousandCachedTokens = Ms(1) }, log);
        var request = model.Submit(TimeSpan.Zero, promptTokens: 2000, outputTokens: 101);
        model.Advance(TimeSpan.FromMinutes(1));

        // The first of 100 steps reads 2,001 cached tokens, the last 2,100.
        var decoding = request.FinishedAt!.Value - request.FirstTokenAt!.Value;
        Assert.Equal(100 * (10 + 2.0505), decoding.TotalMilliseconds, 0.02);
        Assert.Equal(Ms(12.001), log.Gaps.First().Key);
        Assert.Equal(Ms(12.1), log.Gaps.Last().Key);
        Assert.Equal(1 / (2.0 / 8 + 0.1 * (10 + 64 * 2.05) / 64),
            (_flat with { StepPerThousandCachedTokens = Ms(1) }).SaturationRate(2000, 101), 0.01);
    }

    [Fact]
    public void Noise_spreads_steps_around_the_same_mean()
    {
        var log = new EventLog();
        var model = new ServiceModel(_flat with { Noise = 0.2, NoiseSeed = 7 }, log);
        model.Submit(TimeSpan.Zero, 0, 20_001);
        model.Advance(TimeSpan.FromHours(1));

        var gaps = log.Gaps.SelectMany(gap => Enumerable.Repeat(gap.Key.TotalMilliseconds, (int)gap.Value)).ToList();
        Assert.Equal(20_000, gaps.Count);
        // Standard error of the mean: 10 ms * 0.202 / sqrt(20,000) = 0.014 ms.
        Assert.Equal(10, gaps.Average(), 0.06);
        var logarithms = gaps.ConvertAll(Math.Log);
        var mean = logarithms.Average();
        Assert.Equal(0.2, Math.Sqrt(logarithms.Average(x => (x - mean) * (x - mean))), 0.006);
    }

    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(0, 0.5)]
    public void Small_steps_and_one_large_step_still_give_the_same_times(double noise, double perThousand)
    {
        var options = new ServiceModelOptions { MaxSequences = 4, Noise = noise, StepPerThousandCachedTokens = Ms(perThousand) };
        var (fine, coarse) = (Replay(options, Ms(3)), Replay(options, TimeSpan.FromMinutes(10)));

        Assert.Equal(50, fine.Count);
        Assert.Equal(fine, coarse);
        Assert.NotEqual(fine, Replay(options with { Noise = 0, StepPerThousandCachedTokens = TimeSpan.Zero }, Ms(3)));
        if (noise > 0) Assert.NotEqual(fine, Replay(options with { NoiseSeed = 1 }, Ms(3)));
    }

    [Fact]
    public void A_slow_server_takes_longer_for_everything_from_the_next_step_on()
    {
        var log = new EventLog();
        var model = new ServiceModel(_flat with { PrefillTokensPerSecond = 1000 }, log);
        model.Submit(TimeSpan.Zero, 0, 11);
        model.Change(Ms(55), (_flat with { PrefillTokensPerSecond = 1000 }).Slower(3));
        model.Advance(Ms(1000));
        Assert.Equal(6, log.Gaps[Ms(10)]);
        Assert.Equal(4, log.Gaps[Ms(30)]);

        var late = model.Submit(Ms(1000), 100, 1);
        model.Advance(Ms(2000));
        Assert.Equal(Ms(1300), late.FirstTokenAt);
    }

    [Fact]
    public void Noise_out_of_its_range_is_refused()
    {
        foreach (var noise in new[] { -0.1, 2.1, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceModel(_flat with { Noise = noise }, new EventLog()));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ServiceModel(_flat with { StepPerThousandCachedTokens = Ms(-1) }, new EventLog()));
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static List<(TimeSpan?, TimeSpan?)> Replay(ServiceModelOptions options, TimeSpan step)
    {
        var log = new EventLog();
        var model = new ServiceModel(options, log);
        var random = new Random(5);
        for (var i = 0; i < 50; i++)
        {
            var at = Ms(150 * i);
            while (model.Now + step < at) model.Advance(model.Now + step);
            model.Submit(at, random.Next(400), 1 + random.Next(60));
        }

        while (model.Running > 0) model.Advance(model.Now + step);
        return [.. log.Done.Select(r => (r.FirstTokenAt, r.FinishedAt))];
    }
}
