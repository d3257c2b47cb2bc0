using ModelMonitor.Cli.Printing;

namespace ModelMonitor.Cli.Explaining;

/// <summary>Prints an explanation for a person. Every text of the cluster goes through <see cref="Safe"/>.</summary>
/// <param name="output">Where to.</param>
/// <param name="style">Colours.</param>
internal sealed class ExplanationText(TextWriter output, Style style)
{
    private const int DecisionsShown = 3;

    /// <summary>Prints it all.</summary>
    /// <param name="e">The explanation.</param>
    public void Write(Explanation e)
    {
        Line($"{style.Heading($"{Safe.Line(e.Namespace)}/{Safe.Line(e.Name)}")}  {Replicas(e)}");
        Line("");
        Line(Safe.Line(e.Summary));

        Heading("OBJECTIVES");
        foreach (var one in e.Objectives)
            Line($"  {style.State(one.State, one.State.PadRight(8))} {Safe.Line(one.Name)}: {Safe.Line(one.Text)}{(one.Scales ? "" : "; does not ask for replicas")}");

        if (e.InForce.Count > 0) Heading("IN FORCE");
        foreach (var guard in e.InForce) Line($"  {Safe.Line(guard.Reason)}{Span(guard, e.Time)}: {Safe.Line(guard.Text)}");

        Heading("LAST DECISIONS");
        if (e.Decisions.Count == 0) Line("  none was a change so far");
        foreach (var decision in e.Decisions.Take(DecisionsShown)) Write(decision, e.Time);
        if (e.Decisions.Count > DecisionsShown) Line($"  and {Numbers.Text(e.Decisions.Count - DecisionsShown)} before: -o json shows them, --decision ID one of them");

        Heading("WHAT WOULD CHANGE IT");
        foreach (var more in e.More) Line($"  more:  {Safe.Line(more)}");
        foreach (var fewer in e.Fewer) Line($"  fewer: {Safe.Line(fewer)}");

        if (e.Advice.Count > 0) Heading("WHAT TO DO");
        foreach (var advice in e.Advice)
        {
            Line($"  {Safe.Line(advice.Reason)}: {Safe.Line(advice.Text)} ({advice.Document})");
            if (advice.Command is { } command) Line($"    {Safe.Line(command)}");
        }
    }

    /// <summary>Prints one decision.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="now">The present.</param>
    public void Write(DecisionExplanation decision, DateTimeOffset now)
    {
        Line($"  {Ages.Since(now, decision.Time)} ago  {Numbers.Text(decision.From)} -> {Numbers.Text(decision.To)}  {Safe.Line(decision.Reason)}, asked for by {Safe.Line(decision.Trigger)}: {Safe.Line(decision.Why)}  ({Safe.Line(decision.Outcome)}, id {Safe.Line(decision.Id)})");
        Line($"    {Safe.Line(decision.Message)}");
        if (decision.StepTexts.Count > 0) Line($"    step by step: {Safe.Line(string.Join("; ", decision.StepTexts))}");
        if (decision.LimitedBy is { } guard) Line($"    limited by {Safe.Line(ReasonWords.OfGuard(guard))}");
        if (decision.Otherwise is { } otherwise) Line($"    otherwise: {Safe.Line(otherwise)}");
        if (decision.Inputs is { Count: > 0 } inputs) Line($"    seen: {Safe.Line(string.Join("; ", inputs.Select(i => $"{i.Key} {i.Value.Replace(", 0s ago", "", StringComparison.Ordinal)}")))}");
    }

    private static string Replicas(Explanation e)
    {
        var of = e.Replicas;
        var number = of.Current is { } current
            ? $"{Numbers.Text(current)} replicas of {Safe.Line(e.Target)}, {Numbers.Text(of.Ready ?? 0)} ready{(of.Desired is { } desired && desired != current ? $", {Numbers.Text(desired)} wanted" : "")}"
            : $"{Safe.Line(e.Target)}, replicas not known";
        return of.Max is { } max ? $"{number}, {Numbers.Text(of.Min ?? 1)} to {Numbers.Text(max)} allowed, mode {e.Mode}" : $"{number}, mode {e.Mode}";
    }

    private static string Span(GuardExplanation guard, DateTimeOffset now)
    {
        var since = guard.Since is { } from ? $" since {Numbers.Clock(from)}, {Ages.Since(now, from)}" : "";
        return guard.Until is { } until && until > now ? $"{since}, until {Numbers.Clock(until)}, in {Ages.Of(until - now)}" : since;
    }

    private void Heading(string text)
    {
        Line("");
        Line(style.Heading(text));
    }

    private void Line(string text) => output.WriteLine(text);
}
