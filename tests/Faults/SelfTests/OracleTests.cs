using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

/// <summary>Every oracle accepts a log in which all is well and refuses each log in which one thing is wrong.</summary>
public sealed class OracleTests
{
    private static readonly ScenarioOutcome Outcome = new(3, ["2->3 Applied"], ["Ready=True AsExpected"], 2, 2, 12, 6);

    [Fact]
    public void A_good_log_is_accepted_by_all()
    {
        var evidence = MadeUp.Good().Event(MadeUp.A).After(20).Lease(MadeUp.B).Status(MadeUp.B, "x2", 2, 4).Scale(MadeUp.B, 4).Evidence;
        Assert.Empty(ScaleOracles.WithinBounds(evidence));
        Assert.Empty(ScaleOracles.OncePerDecision(evidence));
        Assert.Empty(LeaseOracle.OnlyWithinTerm(evidence));
        Assert.Empty(ScaleOracles.RecordedFirst(evidence));
        Assert.Empty(ReasonOracle.Explained(evidence));
    }

    [Theory]
    [InlineData(0, "not within")]
    [InlineData(6, "not within")]
    [InlineData(5, "a step of 3")]
    public void O1_finds_replicas_out_of_bounds_and_long_steps(int replicas, string expected)
    {
        var evidence = MadeUp.Good().Status(MadeUp.A, "x2", 2, replicas).Scale(MadeUp.A, replicas).Evidence;
        Assert.Contains(ScaleOracles.WithinBounds(evidence), v => v.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void O1_finds_what_was_asked_for_also_when_it_was_refused() =>
        Assert.Single(ScaleOracles.WithinBounds(MadeUp.Good().Scale(MadeUp.A, 99, code: 409).Evidence));

    [Fact]
    public void O2_finds_a_decision_that_was_carried_out_twice() =>
        Assert.Contains("x1", Assert.Single(ScaleOracles.OncePerDecision(MadeUp.Good().Scale(MadeUp.A, 2).Evidence)), StringComparison.Ordinal);

    [Fact]
    public void O2_finds_a_repetition_by_another_process() =>
        Assert.Single(ScaleOracles.OncePerDecision(MadeUp.Good().Lease(MadeUp.B).Scale(MadeUp.B, 2).Evidence));

    [Fact]
    public void O2_does_not_count_a_refused_try() =>
        Assert.Empty(ScaleOracles.OncePerDecision(MadeUp.Good().Scale(MadeUp.A, 2, code: 409).Evidence));

    [Fact]
    public void O3_finds_a_write_after_the_successors_first_lease()
    {
        var violation = Assert.Single(LeaseOracle.OnlyWithinTerm(MadeUp.Good().After(20).Lease(MadeUp.B).Scale(MadeUp.A, 3).Evidence));
        Assert.Contains("held the lease", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void O3_finds_a_write_after_the_lease_ran_out() =>
        Assert.Contains("was renewed", Assert.Single(LeaseOracle.OnlyWithinTerm(MadeUp.Good().After(16).Event(MadeUp.A).Evidence)), StringComparison.Ordinal);

    [Fact]
    public void O3_finds_a_write_after_the_release() =>
        Assert.Contains("nobody held", Assert.Single(LeaseOracle.OnlyWithinTerm(MadeUp.Good().Lease(MadeUp.A, holder: "").Event(MadeUp.A).Evidence)), StringComparison.Ordinal);

    [Fact]
    public void O3_finds_a_write_before_the_first_lease() =>
        Assert.Contains("before the first", LeaseOracle.OnlyWithinTerm(new MadeUp().Scale(MadeUp.A, 2).Lease(MadeUp.A).Evidence).Single(), StringComparison.Ordinal);

    [Fact]
    public void O3_does_not_take_a_refused_renewal_for_one() =>
        Assert.NotEmpty(LeaseOracle.OnlyWithinTerm(MadeUp.Good().After(14).Lease(MadeUp.A, code: 409).After(14).Event(MadeUp.A).Evidence));

    [Fact]
    public void O4_finds_acts_without_a_fitting_record()
    {
        Assert.Contains("no record", Only(new MadeUp().Deployment(1).Scale(MadeUp.A, 2)), StringComparison.Ordinal);
        Assert.Contains("the record says 3", Only(new MadeUp().Deployment(1).Status(MadeUp.A, "x", 1, 3).Scale(MadeUp.A, 2)), StringComparison.Ordinal);
        Assert.Contains("was Applied", Only(MadeUp.Good().Scale(MadeUp.A, 2)), StringComparison.Ordinal);
        Assert.Contains("no inputs", Only(new MadeUp().Deployment(1).Status(MadeUp.A, "x", 1, 2, inputs: "{}").Scale(MadeUp.A, 2)), StringComparison.Ordinal);

        static string Only(MadeUp log) => Assert.Single(ScaleOracles.RecordedFirst(log.Evidence));
    }

    [Theory]
    [InlineData("""{"objectives":[{"state":"Breached"}],"conditions":[{"type":"SLOMet","status":"True","reason":"AsExpected","message":"m"}]}""", "breached")]
    [InlineData("""{"objectives":[{"state":"Unknown"}],"conditions":[{"type":"Ready","status":"True","reason":"AsExpected","message":"m"}]}""", "unknown")]
    [InlineData("""{"replicas":{"desired":4,"current":2},"conditions":[]}""", "no condition says why")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","message":"m"}]}""", "no reason")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","reason":"not a word","message":"m"}]}""", "no reason")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","reason":"Forbidden"}]}""", "says nothing")]
    public void O9_finds_what_nobody_explains(string status, string expected) =>
        Assert.Contains(expected, Assert.Single(ReasonOracle.Explained(new MadeUp().StatusText(MadeUp.A, status).Evidence)), StringComparison.Ordinal);

    [Fact]
    public void O9_accepts_a_held_number_that_a_condition_explains() => Assert.Empty(ReasonOracle.Explained(new MadeUp().StatusText(
        MadeUp.A, """{"replicas":{"desired":4,"current":2},"conditions":[{"type":"ScalingActive","status":"False","reason":"RecommendOnly","message":"m"}]}""").Evidence));

    [Fact]
    public void O7_finds_an_end_and_an_uncaught_exception()
    {
        Assert.Empty(ProcessOracles.LiveOn([], [("a", "all is well\nstopped")]));
        Assert.Single(ProcessOracles.LiveOn(["a ended by itself with 134"], []));
        Assert.Single(ProcessOracles.LiveOn([], [("a", "started\nUnhandled exception. System.Exception: x\n   at y")]));
        Assert.Single(ProcessOracles.LiveOn([], [("a", """{"message":"an unobserved task exception"}""")]));
    }

    [Fact]
    public void O11_finds_a_token_by_its_secret_part()
    {
        Assert.Empty(ProcessOracles.KeepSecrets(["head.body.c2lnbmF0dXJl"], [("log", "head.body")]));
        Assert.Equal("O11: a token stands in log", Assert.Single(ProcessOracles.KeepSecrets(["head.body.c2lnbmF0dXJl"], [("log", "x c2lnbmF0dXJl y")])));
    }

    [Fact]
    public void O10_finds_each_difference()
    {
        Assert.Empty((Outcome with { StatusWrites = 13, EventWrites = 4 }).DifferencesFrom(Outcome));
        Assert.Single((Outcome with { Replicas = 4 }).DifferencesFrom(Outcome));
        Assert.Single((Outcome with { ScaleWrites = 3 }).DifferencesFrom(Outcome));
        Assert.Single((Outcome with { DecisionRecords = 3 }).DifferencesFrom(Outcome));
        Assert.Single((Outcome with { Decisions = ["2->3 Failed"] }).DifferencesFrom(Outcome));
        Assert.Single((Outcome with { Conditions = ["Ready=False X"] }).DifferencesFrom(Outcome));
    }
}
