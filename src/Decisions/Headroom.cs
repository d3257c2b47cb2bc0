namespace ModelMonitor.Decisions;

/// <summary>
/// Step 4: how much capacity to keep per unit of demand, moved by the error budget itself. Every interval, with <c>share</c> the share of
/// bad events and <c>allowed</c> what the objective allows:
/// <code>
/// log h += gain · (interval / lead) · weight · (share - aim · allowed)      0.9 ≤ h ≤ 4
/// gain   = 0.1 on the first day, then falling to 0.03 as 1/t: one miss as long as a start raises h by 3 %
/// weight = events / mean events of a day, at most 4: the budget is counted in events
/// aim    = 0.95, less by what the last three days overspent: the budget is kept, not only its rate
/// </code>
/// Integral control: in the long run the bad share equals what is aimed at, however wrong the capacity model is. Where that needs less
/// than 0.9 of what the model says, the model is wrong, and is corrected. What is planned with is
/// <c>h</c> to the power of <c>volatility^0.8</c>, times <c>exp(0.4 · (misses now - allowed))</c>: restless hours need more than quiet
/// ones, and misses of this minute announce those of the next.
/// Constants were chosen by replay, see docs/replay.md; the idea of a quantile that is tracked by its own misses is that of online
/// conformal prediction.
/// </summary>
internal static class Headroom
{
    /// <summary>Learns from what is new.</summary>
    /// <param name="memory">What is remembered, by objective.</param>
    /// <param name="objective">A scaling objective as judged now.</param>
    /// <param name="rate">Its events per second; null where they are not counted.</param>
    /// <param name="s">The rest of what is known.</param>
    public static HeadroomMemory Learn(HeadroomMemory memory, Judged objective, EventRate? rate, Measured s)
    {
        memory = memory with { PodRate = PodRateOf(memory, objective, s) };
        if (objective.Level is not { } level) return memory with { Misses = 0 };
        var at = objective.Verdict.Reading.SampleTime;
        if (at <= memory.At && memory.At - at <= Constants.ClockSkew) return memory;
        var seconds = memory.At == default ? Constants.Interval.TotalSeconds : Math.Clamp((at - memory.At).TotalSeconds, 0, Constants.Window.TotalSeconds);

        // What is not counted in requests counts as one event an interval.
        var (good, total) = rate is { } r ? (Math.Clamp(r.Good, 0, r.Total), r.Total) : (level == Level.Over ? 0 : 1, 1);
        if (!(total > 0) || !double.IsFinite(total) || seconds <= 0) return memory with { At = at, Misses = 0 };
        // The first requests after nothing make up a day at most.
        var usual = rate is null ? 1 : Math.Max(s.DemandMemory.Daily, total * (Constants.Interval / Constants.DayTime));
        var share = (total - good) / total;
        var weight = Math.Min(Constants.HeaviestInterval, total / usual);
        memory = memory with { At = at, Misses = share * Math.Min(1, weight) };
        return s.IsFrozen || IsIneffective(memory, objective, s) ? memory : Move(memory, share, weight, (total - good) / usual, total / usual, seconds, s.Lead);
    }

    /// <summary>Capacity to plan per unit of demand, now.</summary>
    public static double Planned(HeadroomMemory memory, double volatility)
    {
        var calm = Math.Exp(Math.Log(memory.Value) * Math.Pow(volatility, Constants.VolatilityPower));
        return calm * Math.Exp(Constants.MissGain * Math.Max(0, memory.Misses - memory.Objective.Allowed));
    }

    /// <summary>
    /// Requests miss the objective although nothing waits and the pods have less than half the work that they can take: more pods do
    /// not help (a slow dependency, long prompts, one bad pod), and the headroom must not learn from it.
    /// </summary>
    public static bool IsIneffective(HeadroomMemory memory, Judged objective, Measured s) =>
        objective.IsBreached && objective.Level == Level.Over && memory.PodRate * memory.Correction is { } podRate
        && s.History.Length > 0 && !s.History.Any(h => h.IsFull) && !s.Demand.IsStep
        && s.Demand.Planned < Constants.IneffectiveUse * podRate * s.History[^1].Ready;

    private static HeadroomMemory Move(HeadroomMemory m, double share, double weight, double bad, double total, double seconds, TimeSpan lead)
    {
        var allowed = m.Objective.Allowed;
        var keep = 1 - (seconds / Constants.DebtTime.TotalSeconds);
        m = m with
        {
            Learned = Math.Min(m.Learned + seconds, Constants.MostRequests),
            Bad = (m.Bad * keep) + (bad * seconds),
            Total = (m.Total * keep) + (total * seconds),
            Lately = m.Lately + ((share - m.Lately) * Math.Min(1, weight * seconds / Constants.LatelyTime.TotalSeconds)),
        };

        var day = Constants.DayTime.TotalSeconds;
        var known = Math.Min(1, m.Total / day);
        var overspent = (m.Bad / m.Total / allowed) - 1;
        var aim = Math.Clamp(Constants.Aim - (known * overspent), Constants.LowestAim, Constants.Aim);
        var gain = Math.Max(Constants.HeadroomGain, Constants.FirstHeadroomGain * day / Math.Max(day, m.Learned));
        var value = m.Value * Math.Exp(gain * seconds / lead.TotalSeconds * weight * (share - (aim * allowed)));
        var correction = value < Constants.LowestHeadroom && m.Lately < allowed / 2
            ? Math.Min(Constants.MaxRatio, m.Correction * Constants.LowestHeadroom / value)
            : m.Correction;
        return m with { Value = Math.Clamp(value, Constants.LowestHeadroom, Constants.HighestHeadroom), Correction = correction };
    }

    /// <summary>By the model where it is calibrated, else by the concurrency that was learned, else what was known before.</summary>
    private static double? PodRateOf(HeadroomMemory memory, Judged objective, Measured s)
    {
        if (!s.IsNewLoad) return memory.PodRate;
        var estimate = Estimate(memory, s);
        // A wrong estimate falls slowly; what was seen corrects it at once. A calibrated model has seen more than one window.
        return s.Capacity.Model is null && estimate is { } low && AtLeast(objective, s) / memory.Correction is { } least ? Math.Max(low, least) : estimate;
    }

    private static double? Estimate(HeadroomMemory memory, Measured s)
    {
        var found = s.Capacity.Model?.Feasible(memory.Objective) ?? RateAtLimit(s, isFirst: memory.PodRate is null);
        if (found is not > 0) return memory.PodRate;
        if (memory.PodRate is not { } before) return found;
        // What was learned before outlives a guess: a limit found without a queue where a model is to come, a model whose batch nobody saw.
        var isGuess = s.Capacity.Model is null
            ? s.History[^1].InterToken > 0 && !s.History.Any(h => h.IsFull)
            : s.Capacity.Batch is null && found > before;
        if (isGuess) return before;
        var bounded = Math.Clamp(found.Value, before / Constants.MaxRatio, before * Constants.MaxRatio);
        return before + ((bounded - before) * Constants.PodRateGain);
    }

    /// <summary>
    /// Half of what a pod was seen to finish over a whole window while the objective was well kept or, where it is about waiting, at any
    /// time: waiting ends with a higher throughput, and no pod finishes more than it can. An estimate taken while the load jumped may be
    /// too low by several times. What was seen itself would be too much: the highest of many windows would stay, with the chance in it.
    /// </summary>
    private static double? AtLeast(Judged objective, Measured s)
    {
        if (!LoadHistory.IsWhole(s.History) || s.History.Any(h => h.Coverage < Constants.ShrinkCoverage)) return null;
        var isKept = objective.Verdict.State == ObjectiveState.Met && objective.Level == Level.Good;
        var isWait = objective.Objective.Indicator is Indicator.TimeToFirstToken or Indicator.QueueWait;
        return isKept || isWait ? s.History[^1].Completed / s.History.Max(h => h.Ready) / Constants.MaxRatio : null;
    }

    /// <summary>
    /// By the concurrency that was learned: a fuller pod is slower, at worst in proportion, so that it does between <c>limit</c> and
    /// <c>concurrency</c> over the time in service; between them lies the geometric mean. Taken from pods with little to do it would say
    /// more of them than of the limit, and replicas would swing between n and n - 1 pods. The first estimate takes what there is, although
    /// it is too low while the load begins (docs/decisions.md says what waiting for a better one costs).
    /// </summary>
    private static double? RateAtLimit(Measured s, bool isFirst)
    {
        if (s.Capacity.Limit is not { } limit || LoadHistory.ServiceTime(s.History) is not (> 0 and var service)) return null;
        var concurrency = Math.Min(limit, s.History.Average(h => h.Concurrency));
        return isFirst || concurrency >= limit / 2 ? Math.Sqrt(limit * concurrency) / service : null;
    }
}
