namespace ModelMonitor.Decisions;

/// <summary>The last step: the decision in words.</summary>
internal static class Explain
{
    private const int MaxMessage = 256;

    public static Decision Run(Proposal p, Proposal wish, Situation s, Steps steps, DateTimeOffset now)
    {
        var what = p.To == s.Current ? $"Hold at {Text.Whole(p.To)}" : $"Scale from {Text.Whole(s.Current)} to {Text.Whole(p.To)}";
        var limit = p.Limit is { } words ? $"; {words}" : "";
        return new(s.Current, p.To, p.Trigger, p.Reason, p.LimitedBy, p.Unknown,
            Text.Clip($"{what}: {p.Because}{limit}.", MaxMessage), Inputs(p, s, now))
        {
            Steps = steps.All,
            Otherwise = Otherwise(p, wish, s),
        };
    }

    private static string? Otherwise(Proposal p, Proposal wish, Situation s)
    {
        if (p.LimitedBy is { } guard && wish.To != p.To) return $"{Text.Whole(wish.To)} replicas without {guard}";
        if (p.To == s.Current || s.Need is not { } need) return null;
        return $"{Text.Whole(s.Current)} pods would run at {Text.Number(s.Demand.Planned / (need.PodRate * s.Current) * 100)}% of their capacity";
    }

    private static List<DecisionInput> Inputs(Proposal p, Situation s, DateTimeOffset now)
    {
        var inputs = new List<DecisionInput>(6);
        foreach (var one in s.Scaling)
        {
            if (one.Objective.Name != p.Trigger && s.Scaling.Length > 1) continue;
            inputs.Add(new(one.Objective.Name, Measured(one.Verdict.Reading, v => Text.Value(one.Objective.Indicator, v), now)));
            break;
        }

        if (s.LoadKnown)
        {
            inputs.Add(new("running", Aged(Text.Number(s.Load.Running), s.Load.Time, now)));
            inputs.Add(new("waiting", Aged(Text.Number(s.Load.Waiting), s.Load.Time, now)));
            inputs.Add(new("completed", Aged($"{Text.Number(s.Load.Completed)}/s", s.Load.Time, now)));
        }
        else
        {
            inputs.Add(new("load", $"unknown ({s.LoadUnknown ?? UnknownReason.Collecting})"));
        }

        inputs.Add(new("replicas", $"{Text.Whole(s.Current)} ({Text.Whole(s.Replicas.Ready)} ready)"));
        inputs.Add(new("capacity", Learned(s)));
        return inputs;
    }

    private static string Learned(Situation s) => (s.Need, s.Capacity) switch
    {
        ({ } need, _) => $"{Text.Number(need.PodRate)} requests/s a pod",
        (_, { Proven: { } proven }) => $"at least {Text.Number(proven)} requests a pod",
        _ => "not learned yet",
    };

    private static string Measured(Reading reading, Func<double, string> format, DateTimeOffset now) =>
        reading.TryGet(out var value) ? Aged(format(value), reading.SampleTime, now) : $"unknown ({reading.Reason})";

    private static string Aged(string text, DateTimeOffset sampled, DateTimeOffset now) => $"{text}, {Text.Seconds(now - sampled)} ago";
}
