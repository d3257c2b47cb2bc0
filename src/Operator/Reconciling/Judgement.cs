using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// From a sample to what was done: judges and decides, and where that is a change, looks at the target as it stands, records the intent
/// and acts. When the target changed meanwhile, it looks and decides again.
/// </summary>
/// <remarks><b>Guarantees</b>: those of <see cref="Enactor"/>; what was decided and not carried out is not remembered as made.</remarks>
/// <param name="targets">Finds the target as it stands.</param>
/// <param name="observer">Puts together what is known.</param>
/// <param name="owners">Says who else set replicas.</param>
/// <param name="contest">Says who else scales the target.</param>
/// <param name="enactor">Carries decisions out.</param>
/// <param name="time">The clock.</param>
internal sealed class Judgement(
    TargetFinder targets, Observer observer, ReplicasOwner owners, Contest contest, Enactor enactor, TimeProvider time)
{
    /// <summary>Judges, decides and acts.</summary>
    /// <param name="run">The monitor.</param>
    /// <param name="work">What it asks for.</param>
    /// <param name="target">Its target.</param>
    /// <param name="sample">Its newest sample.</param>
    /// <param name="record">Writes a finding to status.</param>
    /// <param name="cancellationToken">Cancels the requests; one that was sent may have been carried out.</param>
    /// <returns>What was found and done; not written yet.</returns>
    /// <exception cref="KubernetesException">The API server failed in a way that a retry may mend.</exception>
    public async Task<Finding> RunAsync(
        MonitorRun run, Work work, Target target, MonitorSample sample, Func<Finding, Task> record, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var memory = run.Memory;
        var unfinished = memory.Adopt(StatusWriter.Newest(run.Monitor, memory).Status, run.Monitor, work, run.Standing, now);
        (memory.State, _) = Unfinished.Settle(unfinished, memory.State, target, now);
        var matter = new Matter(run, work, sample, contest.WhyNot(run.Monitor), record) { Target = target, Unfinished = unfinished };
        for (var attempt = 1; ; attempt++)
        {
            var (finding, again) = await TryAsync(matter, attempt < ModelMonitorReconciler.MaxAttempts, cancellationToken);
            if (again is null) return finding;
            matter.Target = again;
        }
    }

    /// <summary>Judges and decides as a leader does, keeps it all to itself, and expects nothing of it: the leader's changes are what counts.</summary>
    /// <param name="run">The monitor.</param>
    /// <param name="work">What it asks for.</param>
    /// <param name="target">Its target.</param>
    /// <param name="sample">Its newest sample.</param>
    public void Follow(MonitorRun run, Work work, Target target, MonitorSample sample)
    {
        var now = time.GetUtcNow();
        // What the leader does is no other's doing: replicas that change without this process' word contradict nobody.
        var plan = work.Plan with { IsAdvisory = true };
        run.Memory.State = Pipeline.Decide(plan, run.Memory.State, observer.Observe(ObjectKey.Of(run.Monitor), target, sample), now).IfNotMade;
        run.Memory.Follow(run.Monitor.Status, now);
    }

    /// <summary>Decides once, and acts on it. Gives the target as it stands when that is not the one that was decided on.</summary>
    private async Task<(Finding Finding, Target? Again)> TryAsync(Matter matter, bool mayTryAgain, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var observation = await ObserveAsync(matter, cancellationToken);
        var outcome = Decide(matter, observation, now);
        var finding = new Finding(matter.Work, observation.Replicas, matter.Sample.Load, outcome.Verdicts, outcome.Decision, matter.Sample, Obstacle: matter.Rival);
        if (outcome.Decision is not { IsChange: true }) return (Hold(matter, outcome, finding, now), null);
        if (matter.Work.Mode == MonitorMode.Recommend) return (Recommend(matter, outcome, finding, now), null);
        if (!matter.Target.IsLive)
        {
            // What was decided on may be a moment old: an act is decided on what stands at the API server now.
            (var live, finding) = await LookAsync(matter, finding, cancellationToken);
            if (live is null) matter.Memory.State = outcome.IfNotMade;
            if (live is null || !live.IsSameVersionAs(matter.Target)) return (finding, live);
            matter.Target = live;
        }

        return await ActAsync(matter, outcome, finding, mayTryAgain, cancellationToken);
    }

    private async Task<Observation> ObserveAsync(Matter matter, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(matter.Monitor);
        var observation = observer.Observe(key, matter.Target, matter.Sample);
        if (matter.Work is not { Mode: MonitorMode.Enforce, Plan.Scaling: not null }) return observation;
        var setBy = await owners.OfAsync(key, matter.Target, matter.Memory.State.Changes.LastOrDefault(), cancellationToken);
        return observation with { Replicas = observation.Replicas with { SetBy = setBy } };
    }

    private static Outcome Decide(Matter matter, Observation observation, DateTimeOffset now)
    {
        var (plan, state) = (matter.Work.Plan, matter.Memory.State);
        if (matter.Work.Mode == MonitorMode.Paused || matter.Rival is not null) return Unexpecting(Pipeline.Judge(plan, state, observation, now));
        var outcome = Pipeline.Decide(plan, state, observation, now);
        var mayResume = matter.Work.Mode == MonitorMode.Enforce && (matter.Intent is null || matter.Intent.Id == matter.Unfinished?.Id);
        if (mayResume) (outcome, matter.Intent) = Unfinished.Resume(matter.Unfinished, outcome, state, matter.Monitor, matter.Target, now);
        return outcome;
    }

    // Whoever sets the replicas while we do not is not setting them against us.
    private static Outcome Unexpecting(Outcome outcome) => outcome with { State = outcome.State.ExpectingNothing() };

    private static Finding Hold(Matter matter, Outcome outcome, Finding finding, DateTimeOffset now)
    {
        matter.Memory.Refusal = null;
        (matter.Memory.State, var settled) = Unfinished.Settle(matter.Unfinished, outcome.State, matter.Target, now);
        return finding with { Record = settled };
    }

    private Finding Recommend(Matter matter, Outcome outcome, Finding finding, DateTimeOffset now)
    {
        (matter.Memory.State, matter.Memory.Refusal) = (outcome.State, null);
        if (matter.Memory.IsRepeated(outcome.Decision!, StatusWriter.Newest(matter.Monitor, matter.Memory).Status)) return finding;
        var record = DecisionRecords.Of(outcome.Decision!, DecisionOutcome.Recommended, now);
        enactor.Recommend(matter.Monitor, record);
        return finding with { Record = record };
    }

    private async Task<(Finding Finding, Target? Again)> ActAsync(
        Matter matter, Outcome outcome, Finding finding, bool mayTryAgain, CancellationToken cancellationToken)
    {
        (finding, matter.Intent, var isConflict) = await enactor.EnactAsync(
            matter.Monitor, matter.Memory, matter.Target, finding, matter.Intent, matter.Record, cancellationToken);
        var again = default(Target);
        if (isConflict && mayTryAgain) (again, finding) = await LookAsync(matter, finding, cancellationToken);
        if (again is null)
        {
            // The judgement of this interval counts, a change that was not made does not.
            matter.Memory.State = finding.Record?.Outcome == DecisionOutcome.Applied ? outcome.State : outcome.IfNotMade;
            return (finding, null);
        }

        if (again.Scale.Metadata.Uid != matter.Target.Scale.Metadata.Uid)
        {
            // Another object of the same name: what was decided for the old one ends here.
            await matter.Record(finding);
            (matter.Intent, matter.Unfinished) = (null, null);
        }

        return (finding, again);
    }

    private async Task<(Target? Target, Finding Finding)> LookAsync(Matter matter, Finding finding, CancellationToken cancellationToken)
    {
        var (target, problem) = await targets.FindLiveAsync(matter.Monitor, cancellationToken);
        return (target, problem is null ? finding : finding with { Obstacle = problem with { Condition = ConditionType.ScalingActive } });
    }

    /// <summary>What one judgement is about, and how far it came.</summary>
    private sealed record Matter(MonitorRun Run, Work Work, MonitorSample Sample, Problem? Rival, Func<Finding, Task> Record)
    {
        public V1Alpha1ModelMonitor Monitor => Run.Monitor;

        public MonitorMemory Memory => Run.Memory;

        /// <summary>The target as it was seen last.</summary>
        public required Target Target { get; set; }

        /// <summary>A decision that a process before recorded, and of which nobody wrote down what became of it.</summary>
        public DecisionRecord? Unfinished { get; set; }

        /// <summary>The record in status under which this judgement acts.</summary>
        public DecisionRecord? Intent { get; set; }
    }
}
