using System.Text.Json;
using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class DecisionRecordsTests
{
    private static readonly string TargetUid = Guid.Empty.ToString();

    /// <summary>Everything as long as it can be: names of 63 characters, a message of 256, the longest words, all inputs and steps.</summary>
    private static readonly Decision Longest = new(
        999,
        1000,
        new string('t', 63),
        Enum.GetValues<DecisionReason>().MaxBy(r => r.ToString().Length),
        Enum.GetValues<Guard>().MaxBy(g => g.ToString().Length),
        null,
        new string('m', 256),
        [.. Enumerable.Range(0, 6).Select(i => new DecisionInput($"input{i}", new string('i', 64)))])
    {
        Steps = [.. Enumerable.Range(0, 10).Select(i => new DecisionStep($"stepOfTheDecision{i}", 123.456 + i))],
        Otherwise = new string('o', 80),
    };

    /// <summary>What a busy target's decision looks like.</summary>
    private static readonly Decision Usual = new(
        4,
        6,
        "first-token",
        DecisionReason.LatencyBreached,
        Guard.RateLimit,
        null,
        "Scale from 4 to 6: first-token is Breached (p95 is 1.8s, over 1s); 7 asked for, +2 in 15s allowed.",
        [new("first-token", "1.8s, 4s ago"), new("running", "212, 4s ago"), new("waiting", "31, 4s ago")])
    {
        Steps = [new("demand", 14.2), new("forecast", 15.1), new("capacity", 3.412), new("headroom", 1.25), new("need", 7), new("allowed", 6)],
        Otherwise = "stays over 1s for 4 more minutes",
    };

    [Fact]
    public void The_longest_decision_fits_and_says_its_sentence()
    {
        var record = DecisionRecords.Of(Longest, DecisionOutcome.Recommended, Findings.Now.AddTicks(1234567), TargetUid);
        Assert.InRange(BytesOf(record), 1, StatusLimits.DecisionBytes);
        Assert.Equal(Longest.Message, record.Message);
    }

    [Fact]
    public void A_decision_of_the_pipeline_keeps_all_its_steps()
    {
        var decision = Decided("first-token");
        Assert.InRange(decision.Steps.Count, 5, 10);
        var record = DecisionRecords.Of(decision, DecisionOutcome.Recommended, Findings.Now.AddTicks(1234567), TargetUid);
        Assert.InRange(BytesOf(record), 1, StatusLimits.DecisionBytes);
        Assert.Equal((decision.Message, decision.Otherwise), (record.Message, record.Otherwise));
        Assert.Equal(decision.Steps.Select(s => s.Name), record.Steps!.Keys);
        Assert.Equal(decision.Inputs.Take(2).Select(i => i.Name), record.Inputs!.Keys.Take(2));
    }

    [Fact]
    public void Of_an_objective_with_the_longest_name_it_keeps_the_steps_that_changed_the_number()
    {
        var decision = Decided(new string('a', 63));
        var record = DecisionRecords.Of(decision, DecisionOutcome.Recommended, Findings.Now.AddTicks(1234567), TargetUid);
        Assert.InRange(BytesOf(record), 1, StatusLimits.DecisionBytes);
        Assert.Equal((decision.Message, decision.Otherwise), (record.Message, record.Otherwise));
        Assert.Equal(["demand", "podCapacity", "headroom", "need", "proposed", "gated"], record.Steps!.Keys);
        Assert.True(decision.Steps.Count > record.Steps.Count);
    }

    [Fact]
    public void A_sentence_in_other_letters_is_cut_between_letters()
    {
        var record = DecisionRecords.Of(Longest with { Message = string.Concat(Enumerable.Repeat("\U0001F600", 128)) }, DecisionOutcome.Pending, Findings.Now, TargetUid);
        Assert.InRange(BytesOf(record), 1, StatusLimits.DecisionBytes);
        Assert.EndsWith("...", record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(System.Text.Rune.ReplacementChar, record.Message.EnumerateRunes());
    }

    [Fact]
    public void A_usual_decision_loses_nothing()
    {
        var record = DecisionRecords.Of(Usual, DecisionOutcome.Pending, Findings.Now, TargetUid);
        Assert.Equal(["first-token", "running", "waiting"], record.Inputs!.Keys);
        Assert.Equal(["14.2", "15.1", "3.41", "1.25", "7", "6"], record.Steps!.Values);
        Assert.Equal(Usual.Otherwise, record.Otherwise);
    }

    [Fact]
    public void What_asked_and_the_first_input_outlast_steps_that_changed_nothing()
    {
        var steps = Enumerable.Range(0, 10).Select(i => new DecisionStep($"step{i}", i < 3 ? i : 2));
        var record = DecisionRecords.Of(Longest with { Message = new string('m', 130), Otherwise = null, Steps = [.. steps] }, DecisionOutcome.Pending, Findings.Now, TargetUid);
        Assert.Equal(["input0", "input1"], record.Inputs!.Keys);
        Assert.Equal(["step0", "step1", "step2"], record.Steps!.Keys);
        Assert.Equal(130, record.Message.Length);
    }

    [Fact]
    public void An_objective_that_is_called_as_an_input_is_comes_first_and_stays()
    {
        var record = DecisionRecords.Of(Usual with { Inputs = [new("waiting", "8, 2s ago"), new("running", "4"), new("waiting", "31")] }, DecisionOutcome.Pending, Findings.Now);
        Assert.Equal([new("waiting", "8, 2s ago"), new("running", "4")], record.Inputs!);
    }

    [Fact]
    public void Numbers_that_are_none_and_more_than_ten_are_left_out()
    {
        var steps = Enumerable.Range(0, 12).Select(i => new DecisionStep($"s{i}", i)).Prepend(new("broken", double.NaN)).Prepend(new("endless", double.PositiveInfinity));
        var record = DecisionRecords.Of(Usual with { Steps = [.. steps] }, DecisionOutcome.Pending, Findings.Now);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"s{i}"), record.Steps!.Keys);
    }

    [Fact]
    public void Without_steps_and_inputs_there_are_none_in_the_record()
    {
        var record = DecisionRecords.Of(Usual with { Steps = [], Inputs = [], Otherwise = null }, DecisionOutcome.Pending, Findings.Now);
        Assert.Equal((null, null, null), (record.Inputs, record.Steps, record.Otherwise));
    }

    [Fact]
    public void A_successor_reads_the_decision_back()
    {
        var read = DecisionRecords.Read(DecisionRecords.Of(Usual, DecisionOutcome.Pending, Findings.Now))!;
        Assert.Equal(
            (Usual.From, Usual.To, Usual.Trigger, Usual.Reason, Usual.LimitedBy, Usual.Message, Usual.Otherwise),
            (read.From, read.To, read.Trigger, read.Reason, read.LimitedBy, read.Message, read.Otherwise));
        Assert.Equal(Usual.Inputs, read.Inputs);
        Assert.Equal(Usual.Steps.Select(s => s.Name), read.Steps.Select(s => s.Name));
        Assert.Equal(3.41, read.Steps[2].Value);
    }

    [Fact]
    public void A_record_in_words_of_another_version_is_no_decision() =>
        Assert.Null(DecisionRecords.Read(DecisionRecords.Of(Usual, DecisionOutcome.Pending, Findings.Now) with { Reason = "MoonPhase" }));

    /// <summary>The decision after ten minutes in which a target had too much to do.</summary>
    private static Decision Decided(string objective)
    {
        var rules = new DirectionRules(TimeSpan.Zero, PolicySelect.Max, []);
        var plan = new Plan([new(objective, Indicator.TimeToFirstToken, 1, GoodIsBelow: true, MayScale: true, Quantile: 0.95)], new(1, 1000, rules, rules));
        var (state, decision) = (MonitorState.Start, default(Decision));
        for (var i = 0; i <= 40; i++)
        {
            var now = Findings.Now.AddSeconds(15 * i);
            var isBusy = i == 40;
            var load = new LoadReadings(Reading.Of(isBusy ? 9000 : 3000, now), Reading.Of(isBusy ? 800 : 0, now), Reading.Of(300, now));
            var observation = new Observation(new Dictionary<string, Reading> { [objective] = Reading.Of(isBusy ? 3.456 : 0.95, now) }, load, new(100, 100))
            {
                Rates = new Dictionary<string, EventRate> { [objective] = new(90, 100) },
            };
            (state, _, decision) = Pipeline.Decide(plan, state, observation, now);
        }

        return decision!;
    }

    private static int BytesOf(DecisionRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, ResourcesJsonContext.Default.DecisionRecord).Length;
}
