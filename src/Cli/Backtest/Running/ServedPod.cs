using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Simulation;

namespace ModelMonitor.Cli.Backtest.Running;

/// <summary>The simulated pod that stands for the user's: as large as theirs by what it carries within the objective.</summary>
/// <param name="Pod">Its speed and limits.</param>
/// <param name="Sizes">The requests.</param>
/// <param name="Rate">Requests per second that it carries within the objective.</param>
public sealed record ServedPod(ServiceModelOptions Pod, RequestSizes Sizes, double Rate)
{
    /// <summary>Share of its saturation that a pod carries within a bound of a second: 3.6 of 4.05 requests/s, by simulation of the default pod.</summary>
    public const double CarriedShare = 3.6 / 4.05;

    /// <summary>Least rate: below, an answer would take the default pod half an hour.</summary>
    public const double MinRate = 0.05;

    /// <summary>Largest rate.</summary>
    public const double MaxRate = 10_000;

    // Means of a public trace of conversations with a language model (Azure, 2023).
    private const double InputTokens = 1154;
    private const double OutputTokens = 211;

    /// <summary>What an idle pod may take of the bound before a reader has to be told.</summary>
    private const double IdleShare = 0.5;

    /// <summary>Finds the pod.</summary>
    /// <param name="rate">What the user's pods carry; null when that is not known: the default pod.</param>
    /// <param name="tokens">Mean tokens of prompt and answer; null when they are not known.</param>
    /// <remarks>
    /// With known sizes the pod is made faster or slower. With unknown ones a larger rate is a faster pod and a smaller one longer
    /// answers: a pod that reads prompts slowly enough would break the objective even when idle, and its user says that it does not.
    /// </remarks>
    public static ServedPod Find(double? rate, (double Input, double Output)? tokens)
    {
        var pod = new ServiceModelOptions();
        var sizes = tokens is { } known ? SizesOf(known.Input, known.Output) : RequestSizes.LogNormal(InputTokens, OutputTokens);
        var own = CarriedShare * pod.SaturationRate(sizes.MeanPrompt, sizes.MeanOutput);
        if (rate is not { } wanted) return new(pod, sizes, own);
        if (wanted >= own || tokens is not null) return new(pod.Slower(own / wanted), sizes, wanted);

        var decode = (CarriedShare / wanted) - (sizes.MeanPrompt / pod.PrefillTokensPerSecond);
        var answer = 1 + (decode * pod.MaxSequences / pod.StepTime(pod.MaxSequences).TotalSeconds);
        var longer = answer / sizes.MeanOutput;
        return new(pod, new(sizes.All.Select(s => s with { Output = (int)Math.Round(s.Output * longer) })), wanted);
    }

    /// <summary>Says when the numbers do not fit together; null when they do.</summary>
    /// <param name="bound">Longest time to the first token.</param>
    public string? Doubt(TimeSpan bound)
    {
        var idle = Pod.PrefillTime((int)Sizes.MeanPrompt) + Pod.StepTime(1);
        return idle > bound * IdleShare
            ? Texts.Line($"Note: even an idle pod takes {Texts.Seconds(idle.TotalSeconds)} to the first token of a mean request, of {Texts.Seconds(bound.TotalSeconds)} allowed: look at --pod-rate and the tokens.")
            : null;
    }

    /// <summary>Mean tokens that a history knows, weighted by its requests; null when it knows none.</summary>
    /// <param name="history">The history.</param>
    public static (double Input, double Output)? TokensOf(LoadHistory history)
    {
        var (input, output) = (Mean(r => r.InputTokens), Mean(r => r.OutputTokens));
        return input is null && output is null ? null : (input ?? InputTokens, output ?? OutputTokens);

        double? Mean(Func<LoadRow, double?> tokens)
        {
            var known = history.Rows.Where(r => r.Rate > 0 && tokens(r) is not null).ToList();
            return known.Count == 0 ? null : known.Sum(r => r.Rate!.Value * tokens(r)!.Value) / known.Sum(r => r.Rate!.Value);
        }
    }

    private static RequestSizes SizesOf(double input, double output) => RequestSizes.LogNormal(Math.Max(1, input), Math.Max(1, output));
}
